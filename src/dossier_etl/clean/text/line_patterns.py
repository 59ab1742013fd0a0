"""Lines that are recognised by their shape alone: stamps and bylines, picture captions and credits, marks without words."""

import re
from dataclasses import dataclass

from dossier_etl.clean.text.lines import RawLine

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"jan|feb|mar|apr|may|mai|maj|jun|jul|aug|ago|sep|set|oct|okt|out|nov|dec|dez|dic|déc|fév|avr|jui|aoû|mär|giu|lug|gen|"
    r"ene|abr|mag|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|月|월|يناير|فبراير|مارس|أبريل|يونيو|يوليو"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?[.\s/-]+(?:of\s+|de\s+)?(?:{_MONTH})\w*[.,]?\s*(?:de[l]?\s+)?'?(?:{_YEAR})?|"
    rf"\b(?:{_MONTH})\w*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b,?|"
    rf"\b{_YEAR}[-./年년]\s?\d{{1,2}}[-./月월]\s?\d{{1,2}}|\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|\d\d)\b",
    re.I,
)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b", re.I)
_AGO = re.compile(
    r"\b\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b|\bvor\s+\d+\s+\w+|\bhace\s+\d+\s+\w+|\bil y a \d+",
    re.I,
)
_BY = re.compile(
    r"(?:(?:written|posted|published|reported|edited|reviewed|submitted|story|text|words?|article|report|opinion|analysis)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|autor(?:en|a|e|es)?|author|автор|текст|kirjoittaja|yazan|by:)\b[:\s]\s*\S",
    re.I,
)
_PUBLISHED = re.compile(
    r"(?:last\s+)?(?:published|updated|posted|modified|created|filed|issued|veröffentlicht|aktualisiert|erstellt|stand|"
    r"publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|publicerad|publisert|udgivet|"
    r"опубликовано|обновлено|date|datum|fecha|data)\b",
    re.I,
)
_STAMP_WORDS = 16
_LONGEST_MARK = 140
_DIGIT = re.compile(r"\d")
_BYLINE_WORDS = 14
_NAME = re.compile(
    r"[^\W\d_a-z][^\W\d_]{0,40}\.?(?:[-'’ ](?:[^\W\d_a-z][^\W\d_]{0,40}\.?|de|van|von|der|den|al|bin|el|la|di|da|dos|du))+"
)

_CREDIT = re.compile(
    r"(?:/|\(|\s[-–—|]\s)\s?(?:AP|AFP|Reuters|REUTERS|EPA|dpa|DPA|APA|Getty(?: Images)?|AP Photo|Shutterstock|Keystone|imago|IMAGO|"
    r"Xinhua|TASS|Bloomberg|ANSA|EFE|Scanpix|NTB|Unsplash|Flickr|iStock|Alamy|picture alliance)(?: Images| via Getty Images)?\)?$"
    r"|(?i:^(?:photo|foto|bild|image|picture|photograph|imagen|immagine|photo credit|image credit|bildquelle|illustration)s?"
    r"(?:\s+(?:by|credit|courtesy(?: of)?|von|par|de|di))?\s*[:©/]\s*\S)"
    r"|(?i:^(?:photograph|photo|image|picture|illustration)s?\s+(?:by|courtesy)\b)|^©\s"
    r"|\b(?:Getty Images|AP Photo|AFP/Getty|iStockphoto)\b.{0,40}$"
)
_CAPTION = re.compile(
    r"^in this (?:\w+\W+){0,6}(?:photo|picture|image|file|handout|frame|still)|^(?:file|handout)\s(?:photo|picture|image)\b|"
    r"\b(?:is|are|was|were) (?:seen|pictured|shown|photographed)\b.{0,200}\b(?:in|at|on|during|after|before|near|outside)\b|"
    r"^(?:archivbild|symbolbild|symbolfoto|archivfoto)\b|\((?:photo|foto|image|picture|bild)\b[^)]*\)$",
    re.I,
)
_TRAIL = re.compile(r"\w\s?[»›]\s?\w")
_BULLETS = ("•", "▪", "◦", "●", "■", "* ", "- ", "– ", "‣", "⁃", "·")
_OFFER = re.compile(
    r"(?:follow|find|like|join|connect with|folgen? sie|folge|suivez|retrouvez|síguenos|siga|seguici|volg)\b.{0,30}"
    r"\b(?:facebook|twitter|instagram|linkedin|youtube|telegram|whatsapp|pinterest|tiktok)\b"
    r"|(?:related|recommended|trending|popular)(?: (?:stories|articles|posts|news|content|reading|now))?[:!]?$"
    r"|most (?:read|popular|viewed|shared|commented)\b|you (?:might|may) also like|more (?:from|stories|news|articles)\b"
    r"|read (?:more|next)[:!]?$"
    r"|(?:latest|recent|top|other) (?:news|stories|articles|posts|headlines)[:!]?$"
    r"|mehr zum thema|lesen sie auch|auch interessant|das könnte sie|meistgelesen|à lire aussi|lire aussi|sur le même (?:sujet|thème)"
    r"|te puede interesar|lee también|leia também|veja também|leggi anche|lees ook|les også|læs også|läs (?:också|även)|читайте также",
    re.I,
)
_WORDLESS = re.compile(r"^(?:!?\[[^\]]{0,300}\]\([^)]{0,500}\)|[\W_])*+$")


def is_wordless(line: str) -> bool:
    """Only marks: rules, bullets, empty image references such as ``![]() |``."""
    return _WORDLESS.match(line) is not None


def is_trail(line: str) -> bool:
    """Return where the page stands in its site: "Forums » News » This thread"."""
    return len(line) <= 200 and len(_TRAIL.findall(line)) >= 2 and not line.startswith(("»", "›"))


def is_bulleted(line: str) -> bool:
    return line.startswith(_BULLETS)


def is_offer(line: str) -> bool:
    """A short line that offers something else: "Find us on Facebook!", "Related stories", "Lesen Sie auch"."""
    return len(line) <= 60 and _OFFER.match(line) is not None


def n_words(line: str) -> int:
    return line.count(" ") + 1


def has_date(line: str) -> bool:
    return _DATE.search(line) is not None


def is_stamp(line: str) -> bool:
    """A date, time or "published" line: short, and little else in it ("Tue Jun 17, 2014, 02:52 PM")."""
    if len(line) > _LONGEST_MARK or n_words(line) > _STAMP_WORDS:
        return False
    if not (_DATE.search(line) or _AGO.search(line)):
        return _TIME.search(line) is not None and n_words(line) <= 4
    if _PUBLISHED.match(line) or _BY.match(line) or _TIME.search(line):
        return True
    rest = _TIME.sub("", _DATE.sub("", _AGO.sub("", line)))
    letters = sum(c.isalpha() for c in rest)
    return letters <= 24 or (letters <= 60 and re.search(_YEAR, line) is not None and not re.search(r"[.!?]$", line))


def is_byline(line: str) -> bool:
    """ "By Jane Doe", "Von Max Mustermann", "Written by …", with or without a date behind."""
    if len(line) > _LONGEST_MARK or n_words(line) > _BYLINE_WORDS:
        return False
    if _BY.match(line):
        return _NAME.search(line) is not None or n_words(line) <= 5
    return has_date(line) and re.search(r"\b[Bb]y [A-Z]", line) is not None


def is_credit(line: str) -> bool:
    """Return who took the picture: "Somebody/AP", "Photo: …"."""
    return len(line) <= 120 and n_words(line) <= 16 and _CREDIT.search(line) is not None


def is_caption(line: str) -> bool:
    """Return what a picture shows, said in the way captions say it."""
    if len(line) > 600:
        return False
    ends_open = not line.endswith((".", "”", '"')) or line[:8].casefold() in {"in this ", "file pho"}
    return ends_open and _CAPTION.search(line) is not None


@dataclass(frozen=True, slots=True)
class Marks:
    """Which lines of a page are stamps and bylines, worked out once."""

    stamp: list[bool]
    byline: list[bool]

    def either(self, i: int) -> bool:
        return self.stamp[i] or self.byline[i]


def marks(lines: list[RawLine]) -> Marks:
    """Look at every short line once; a stamp has a digit, or it says "ago" with one."""
    short = [len(line.text) <= _LONGEST_MARK for line in lines]
    digit = [s and _DIGIT.search(line.text) is not None for s, line in zip(short, lines, strict=True)]
    return Marks(
        [d and is_stamp(line.text) for d, line in zip(digit, lines, strict=True)],
        [
            (d or (s and _BY.match(line.text) is not None)) and is_byline(line.text)
            for s, d, line in zip(short, digit, lines, strict=True)
        ],
    )
