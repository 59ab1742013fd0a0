"""Media type and charset of bytes, recognised by their beginning, because names and headers are often wrong."""

import codecs
import re

_HTML_ROOT = re.compile(
    r"(?i)<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|article|main|section|header|div|table|p|h[1-6]"
    r"|center|font)[\s>/]"
)
_MARKUP = re.compile(
    r"(?i)<(?:p|div|br|a|span|h[1-6]|ul|ol|li|img|blockquote|article|section|html|body|table|strong|em|b|i)(?:\s[^<>]*)?/?>"
)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"\x00\x01\x00\x00",
    b"ID3",
    b"OggS",
    b"\x7fELF",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"fLaC",
    b"Rar!",
    b"7z\xbc\xaf",
)
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SNIFF_BYTES = 8_192


def bom(head: bytes) -> str | None:
    """Return the codec that a byte order mark names."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def wide(head: bytes) -> str | None:
    """Return UTF-16 or UTF-32 for bytes without a byte order mark, recognised by the zeros beside the ``<`` or ``{`` at the start."""
    if len(head) >= 8:
        for name, pattern in (
            ("utf-32-le", b".\0\0\0.\0\0\0"),
            ("utf-32-be", b"\0\0\0.\0\0\0."),
            ("utf-16-le", b".\0.\0"),
            ("utf-16-be", b"\0.\0."),
        ):
            if all((want == 0) == (have == 0) for want, have in zip(pattern, head, strict=False)):
                return name
    return None


def is_binary(head: bytes) -> bool:
    """Return True for bytes that are text in no encoding: a known signature, or too many control characters."""
    if not head or bom(head) or wide(head):
        return False
    if head.startswith(_BINARY):
        return True
    sample = head[:SNIFF_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls > len(sample) // 10 or (controls > len(sample) // 100 and _neither(sample))


def _neither(sample: bytes) -> bool:
    """Return True if bytes with control characters are UTF-8 for neither the whole nor the most part."""
    text = sample.decode("utf-8", "replace")
    return text.count("\ufffd") > len(text) // 50


def is_html(head: bytes) -> bool:
    text = characters(head[:SNIFF_BYTES]).replace("\0", "")
    return _HTML_ROOT.match(text, root_at(text, doctypes=False)) is not None


def characters(head: bytes) -> str:
    """Return the beginning of a file as text whose ASCII part is right."""
    return head.decode(bom(head) or wide(head) or "latin-1", "replace").removeprefix("\ufeff")


def root_at(text: str, doctypes: bool = True) -> int:
    """Return where the first element starts: behind blanks, comments, processing instructions and (if wanted) doctypes.

    A plain scan: a regular expression with alternatives inside a repetition takes exponential time on long comments.
    """
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end, width = text.find("-->", at + 4), 3
        elif text.startswith("<?", at):
            end, width = text.find(">", at + 2), 1
        elif doctypes and text[at : at + 9].lower() == "<!doctype":
            subset, plain = text.find("[", at), text.find(">", at)
            end = text.find("]", subset) if 0 <= subset < plain else plain
            end, width = (text.find(">", end), 1) if end >= 0 else (-1, 1)
        else:
            return at
        if end < 0:
            return len(text)
        at = end + width


def is_markup(text: str) -> bool:
    """Return True if a field's value is an HTML fragment rather than text."""
    return _MARKUP.search(text[:20_000]) is not None


def document_type(declared: str, head: bytes) -> str:
    """Return ``text/html``, ``text/plain``, or what else it is, from the declared media type and the first bytes."""
    declared = declared.partition(";")[0].strip().lower()
    if is_html(head):
        return "text/html"
    if is_binary(head):
        if head.startswith(b"%PDF-"):
            return "application/pdf"
        return declared if declared and not declared.startswith("text/") else "application/octet-stream"
    if declared in ("text/html", "application/xhtml+xml", "application/xhtml"):
        return "text/html"
    if declared in ("", "text/plain", "application/octet-stream", "unk", "*/*", "text/*", "text"):
        return "text/plain" if declared != "application/octet-stream" or head else "application/octet-stream"
    return declared


def charset(content_type: str) -> str | None:
    match = re.search(r"(?i)charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]{2,40})", content_type)
    return match[1].lower() if match else None


_ASSET = re.compile(
    r"(?:image|font|audio|video|model)/.{1,100}|text/(?:css|javascript|ecmascript|x-javascript|jscript|vtt|cache-manifest)"
    r"|application/(?:x-)?(?:javascript|ecmascript|json|ld\+json|manifest\+json|font.{0,30}|wasm|dash\+xml|vnd\.ms-fontobject"
    r"|vnd\.apple\.mpegurl|x-mpegurl|x-shockwave-flash|ogg|mp4)"
)
_SCRIPT_NAME = re.compile(r"(?i)\.(?:m?js|jsx|s?css|less|map)\Z")
_BINARY_NAME = re.compile(r"(?i)\.(?:png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|wasm)\Z")
_ASSET_FORMATS = frozenset(
    (
        "picture",
        "font",
        "audio",
        "audio or video",
        "audio, video or picture",
        "video",
        "video or picture",
        "WebAssembly",
    )
)


def is_asset(media_type: str, binary_format: str = "") -> bool:
    """Return True for responses that pages are made of beside their text: pictures, scripts, styles, fonts, data for scripts.

    Args:
        binary_format: name of the content's signature, see `signatures`.
    """
    return _ASSET.fullmatch(media_type) is not None or binary_format in _ASSET_FORMATS


def is_asset_file(name: str, binary: bool) -> bool:
    """Return True if a file's name says so, of bytes for pictures and fonts, of text for scripts and styles."""
    return (_BINARY_NAME if binary else _SCRIPT_NAME).search(name) is not None
