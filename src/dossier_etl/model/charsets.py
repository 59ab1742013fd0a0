"""Character set labels as the web uses them.

Source: WHATWG Encoding Standard ("iso-8859-1" means windows-1252 and so on).
"""

import codecs
import re

# Label families that the web reads as something else than Python does; everything else goes through codecs.lookup.
_WEB_MEANING = {
    "windows-1252": "ascii us-ascii ansi_x3.4-1968 latin1 l1 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 "
    "iso-ir-100 csisolatin1 cp819 ibm819 cp1252 x-cp1252 windows-1252",
    "windows-1254": "iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5 cp1254 "
    "x-cp1254 windows-1254",
    "windows-874": "tis-620 iso-8859-11 iso8859-11 iso885911 dos-874 windows-874",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 csshiftjis windows-31j",
    "euc-jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "euc-kr": "euc-kr cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58",
    "big5": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "utf-16le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16be": "utf-16be unicodefffe",
    "macintosh": "macintosh mac csmacintosh x-mac-roman",
    "x-mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "iso-8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i iso-8859-8-e logical visual hebrew csisolatinhebrew",
    "koi8-u": "koi8-u koi8-ru",
    "koi8-r": "koi8-r koi koi8 koi8_r cskoi8r",
}
_NAMES = {label: name for name, labels in _WEB_MEANING.items() for label in labels.split()}
_CODECS = {
    "windows-874": "cp874",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
_OTHER = re.compile(r"iso-8859-(?:[2-7]|10|13|14|15|16)|windows-125[0-8]|ibm866|iso-2022-jp|utf-32(?:le|be)?")


def canonical(label: str | None) -> str | None:
    """The web's name of a charset label (lower case), or None for a label no browser knows."""
    if not label:
        return None
    wanted = label.strip().lower()
    if wanted in _NAMES:
        return _NAMES[wanted]
    spelled = re.sub(r"^(?:x-)?cp-?(125\d)$", r"windows-\1", wanted)
    spelled = re.sub(r"^iso[-_]?8859[-_]?(\d+)(?::\d+)?$", r"iso-8859-\1", spelled)
    spelled = _NAMES.get(spelled, spelled)
    if spelled in _WEB_MEANING or _OTHER.fullmatch(spelled):
        return spelled
    try:
        python_name = codecs.lookup(spelled).name
    except (LookupError, ValueError):
        return None
    renamed = re.sub(r"^cp(125\d)$", r"windows-\1", re.sub(r"^iso8859-(\d+)$", r"iso-8859-\1", python_name))
    renamed = {"cp866": "ibm866", "iso2022_jp": "iso-2022-jp"}.get(renamed, renamed)
    renamed = _NAMES.get(renamed, renamed)
    return renamed if renamed in _WEB_MEANING or _OTHER.fullmatch(renamed) else None


def codec_of(name: str) -> str:
    """Python's codec for a name `canonical` gave."""
    return _CODECS.get(name, name)
