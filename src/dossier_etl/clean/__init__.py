"""Records to articles: decode, repair, find the text that was written to be read, cut it into articles."""

from dataclasses import replace

from dossier_etl.clean.decode import decode
from dossier_etl.clean.hints import hint_meta
from dossier_etl.clean.language import UNKNOWN, identify
from dossier_etl.clean.offsets import as_map, compose
from dossier_etl.clean.repair import REPAIRED, repair, repair_mapped
from dossier_etl.model.documents import Article, Cleaned, Document
from dossier_etl.model.records import Record

__all__ = ["clean"]

_HTML = {"text/html", "application/xhtml+xml"}


def clean(record: Record) -> Cleaned:
    """Clean one record.

    In order: bytes to text with the charset's evidence; mojibake undone behind a gate; HTML or text-dump cleaning by
    ``record.media_type``; language of each article.

    Returns:
        The readable document and its articles. A record that extraction refused, or one without text, has no article and
        says why in ``reasons``.
    """
    if record.refused is not None:
        return Cleaned(Document(record, "", ()), (), (record.refused,))
    is_html = record.media_type in _HTML
    if not is_html and not record.media_type.startswith("text/"):
        return Cleaned(Document(record, "", ()), (), ("not_text",))
    decoded = decode(record.content, transport=record.charset, is_html=is_html)
    text, flags = decoded.text, decoded.flags
    if is_html:
        from dossier_etl.clean.html import clean_html

        as_found = decoded.charset == "utf-8" and decoded.basis != "bom" and not flags
        written = record.content if as_found else None
        if (mended := repair(text, written)) is not None:
            text, written, flags = mended, None, (*flags, REPAIRED)
        cleaned = clean_html(
            record, text, written=written, charset=decoded.charset, charset_basis=decoded.basis, flags=flags
        )
    else:
        from dossier_etl.clean.normalise import normalise
        from dossier_etl.clean.text import clean_text

        repaired = repair_mapped(text)
        if repaired is not None:
            text, flags = repaired[0], (*flags, REPAIRED)
        normal, segments = normalise(text)
        if repaired is not None:
            segments = compose(segments, repaired[1])
        source_map = as_map(segments, len(decoded.text), len(normal))
        document = Document(
            record,
            normal,
            (),
            hint_meta(record),
            decoded.charset,
            decoded.basis,
            flags,
            source_map if normal != decoded.text else None,
        )
        cleaned = clean_text(document)
    return replace(cleaned, articles=tuple(_with_language(article) for article in cleaned.articles))


def _with_language(article: Article) -> Article:
    if article.language != UNKNOWN:
        return article
    language, confidence = identify(article.body)
    return replace(article, language=language, language_confidence=confidence)
