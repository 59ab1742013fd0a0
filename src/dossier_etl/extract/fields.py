"""Which field of a row is the text, the address, the date …: an explicit mapping first, then the names people use."""

from collections.abc import Iterator, Mapping
from typing import Any

BODY_HTML = ("html", "raw_html", "html_content", "content_html", "page_html", "article_html", "body_html")
BODY_TEXT = (
    "text",
    "body",
    "content",
    "full_text",
    "fulltext",
    "maintext",
    "main_text",
    "article_text",
    "articlebody",
    "article_body",
    "body_text",
    "content_text",
    "plain_text",
    "article",
    "story",
    "message",
    "post_text",
    "tweet_text",
    "tweet",
    "clean_text",
    "document_text",
    "news_text",
    "raw_text",
    "main_content",
    "body_plain",
    "selftext",
    "post_content",
    "post_message",
    "tweet_content",
    "volltext",
    "artikeltext",
    "texte",
    "contenu",
    "texto",
    "contenido",
    "cuerpo",
    "conteudo",
    "testo",
    "tekst",
    "inhalt",
    "текст",
    "正文",
    "内容",
    "本文",
)
BODY_LAST = (
    *(
        "description",
        "summary",
        "abstract",
        "snippet",
        "excerpt",
        "opening_text",
        "hit_sentence",
        "lead",
        "lede",
        "teaser",
    ),
    *("standfirst", "chapo", "vorspann", "image_text", "link_text"),
)
"""Not the text itself, but better than nothing."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "url": (
        "url",
        "link",
        "uri",
        "href",
        "permalink",
        "canonical_url",
        "source_url",
        "page_url",
        "web_url",
        "external_url",
        "article_url",
        "article_link",
        "news_url",
        "share_url",
        "story_url",
        "post_url",
        "document_url",
        "final_link",
    ),
    "title": (
        "title",
        "headline",
        "heading",
        "subject",
        "article_title",
        "article_headline",
        "post_title",
        "news_title",
        "titel",
        "titre",
        "titulo",
        "título",
        "titolo",
        "überschrift",
        "заголовок",
        "标题",
        "name",
    ),
    "date": (
        "date",
        "published",
        "date_published",
        "datepublished",
        "published_at",
        "publishedat",
        "publish_date",
        "published_date",
        "publication_date",
        "pubdate",
        "pub_date",
        "date_publish",
        "published_on",
        "posted",
        "posted_at",
        "created",
        "created_at",
        "timestamp",
        "time",
        "day",
        "post_created",
        "post_created_date",
        "publish_time",
        "published_time",
        "pub_time",
        "datetime",
        "date_time",
        "article_date",
        "story_date",
        "news_date",
        "release_date",
        "date_of_publication",
        "publishdate",
        "publication_time",
        "datum",
        "fecha",
        "data",
        "date_de_publication",
        "veröffentlicht",
        "дата",
        "发布时间",
    ),
    "modified": ("modified", "date_modified", "datemodified", "updated", "updated_at", "last_modified", "date_modify"),
    "publisher": (
        "publisher",
        "outlet",
        "source",
        "source_name",
        "publication",
        "newspaper",
        "site",
        "site_name",
        "media",
        "medium",
        "media_name",
        "source_title",
        "publication_title",
        "outlet_name",
        "media_outlet",
        "news_source",
        "publisher_name",
        "paper",
        "website",
        "source_domain",
        "journal",
        "page_name",
        "quelle",
        "zeitung",
        "fuente",
        "fonte",
        "источник",
        "来源",
    ),
    "authors": (
        "authors",
        "author",
        "byline",
        "creator",
        "writer",
        "by",
        "author_name",
        "autor",
        "auteur",
        "autore",
        "автор",
    ),
    "language": ("language", "lang", "locale", "language_code"),
    "id": ("id", "_id", "doc_id", "docid", "document_id", "article_id", "uuid", "guid"),
    "captured_at": (
        "captured_at",
        "crawled_at",
        "fetched_at",
        "retrieved_at",
        "date_download",
        "date_crawled",
        "scraped_at",
        "warc_date",
    ),
}
NESTED = ("metadata", "meta", "_source")
"""Objects that hold the fields one level down (datatrove and Dolma: ``metadata``; search engines: ``_source``)."""


def normalised(name: str) -> str:
    """Return a column name in lower case with ``_`` for blanks and hyphens."""
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def as_text(value: Any) -> str | None:
    """Return a scalar or a list of names as one string; None if it has no readable value."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, bytes):
        value = utf8(value)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float):
        return None if value != value else str(value)
    if isinstance(value, Mapping):
        for key in ("name", "title", "value", "text", "@value", "$date"):
            if key in value:
                return as_text(value[key])
        return None
    if isinstance(value, list | tuple):
        parts = [text for text in map(as_text, value) if text]
        return "; ".join(parts) or None
    return str(value)


def utf8(value: bytes) -> str:
    """Return bytes of a table cell as text, or nothing if they are not UTF-8 text."""
    try:
        return "" if b"\0" in value else value.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def body_text(value: Any) -> str | None:
    """Return a body that is a string or a list of strings (paragraphs), else None."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return "\n\n".join(value)
    return None


def flattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the top-level fields under their normalised names, then those one level down where the top has none."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        flat.setdefault(normalised(str(key)), value)
    for outer in NESTED:
        inner = flat.get(outer)
        if isinstance(inner, Mapping):
            del flat[outer]
            for key, value in inner.items():
                flat.setdefault(normalised(str(key)), value)
    return flat


def paths(value: Mapping[str, Any], dotted: str) -> Any:
    """Return a value by its dotted path: ``publisher.name`` → ``value["publisher"]["name"]``; a key that holds the dot itself wins."""
    if dotted in value:
        return value[dotted]
    here: Any = value
    for part in dotted.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return None
        here = here[part]
    return here


def longest_text(row: Mapping[str, Any], depth: int = 3) -> str | None:
    """Return the dotted path of the longest string inside nested objects: the mapping to suggest for the text."""
    found: list[tuple[int, str]] = []

    def visit(value: Mapping[str, Any], prefix: str, left: int) -> None:
        for key, inner in value.items():
            path = f"{prefix}{key}"
            if isinstance(inner, Mapping) and left:
                visit(inner, f"{path}.", left - 1)
            elif prefix and (text := body_text(inner)):
                found.append((len(text), path))

    visit(row, "", depth)
    return max(found, default=(0, None))[1]


def scalars(flat: Mapping[str, Any], used: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the columns that no field uses, as hints."""
    for key, value in flat.items():
        if key not in used and isinstance(value, str | int | float) and not isinstance(value, bool):
            text = as_text(value)
            if text:
                yield key, text
