"""Why an item is in quarantine: codes in tables and JSON, sentences wherever a person reads them."""

from enum import StrEnum


class Reason(StrEnum):
    """Codes of ``quarantine.reasons``. A response with an HTTP error has ``http_<status>`` instead."""

    DATE_MISSING = "date_missing"
    DATE_UNCERTAIN = "date_uncertain"
    DATE_AFTER_CAPTURE = "date_after_capture"
    OUTLET_MISSING = "outlet_missing"
    BODY_MISSING = "body_missing"
    BODY_SHORT = "body_short"
    BODY_UNREADABLE = "body_unreadable"
    WALL = "wall"
    NOT_FOUND = "not_found"
    LISTING = "listing"
    EMPTY = "empty"
    NO_BODY = "no_body"
    NOT_TEXT = "not_text"
    NO_TEXT_LAYER = "no_text_layer"
    NOT_ARTICLE = "not_article"
    ADDRESS_LIST = "address_list"
    UNPUBLISHED = "unpublished"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    DECOMPRESSION_LIMIT = "decompression_limit"
    REDIRECT = "redirect"
    CPU_TIME = "cpu_time"
    MEMORY = "memory"
    CRASH = "crash"
    INTERNAL_ERROR = "internal_error"
    REJECTED = "rejected"


_SENTENCES = {
    Reason.DATE_MISSING: "publication date missing",
    Reason.DATE_UNCERTAIN: "publication date uncertain",
    Reason.DATE_AFTER_CAPTURE: "publication date after capture",
    Reason.OUTLET_MISSING: "outlet missing",
    Reason.BODY_MISSING: "body missing",
    Reason.BODY_SHORT: "body too short",
    Reason.BODY_UNREADABLE: "body is not readable text",
    Reason.WALL: "a consent, login, bot, ad-blocker, licence or maintenance page, no article",
    Reason.NOT_FOUND: "an error page (page not found), no article",
    Reason.LISTING: "a list of stories, no article",
    Reason.EMPTY: "empty document",
    Reason.NO_BODY: "no article text found",
    Reason.NOT_TEXT: "not a text document",
    Reason.NO_TEXT_LAYER: "no text layer (a scan)",
    Reason.NOT_ARTICLE: "no article by its nature",
    Reason.ADDRESS_LIST: "a list of addresses, no document",
    Reason.UNPUBLISHED: "a draft that was never published",
    Reason.TOO_LARGE: "document too large",
    Reason.TOO_DEEP: "nested too deeply",
    Reason.DECOMPRESSION_LIMIT: "decompression limit reached",
    Reason.REDIRECT: "redirect without content",
    Reason.CPU_TIME: "CPU time limit reached",
    Reason.MEMORY: "memory limit reached",
    Reason.CRASH: "the worker crashed on it",
    Reason.INTERNAL_ERROR: "internal error",
    Reason.REJECTED: "rejected by a person",
}
_NO_ARTICLES = frozenset(
    (
        Reason.WALL,
        Reason.NOT_FOUND,
        Reason.LISTING,
        Reason.NOT_ARTICLE,
        Reason.ADDRESS_LIST,
        Reason.UNPUBLISHED,
        Reason.REDIRECT,
    )
)
"""Reasons of what could never be an article, whatever a person decides about a date or an outlet."""
RENAMED = {
    "publication date missing": Reason.DATE_MISSING,
    "publication date uncertain": Reason.DATE_UNCERTAIN,
    "publication date after capture": Reason.DATE_AFTER_CAPTURE,
    "outlet missing": Reason.OUTLET_MISSING,
    "body missing": Reason.BODY_MISSING,
    "body too short": Reason.BODY_SHORT,
    "body is not readable text": Reason.BODY_UNREADABLE,
    "internal error": Reason.INTERNAL_ERROR,
    "rejected by a person": Reason.REJECTED,
}
"""What lakes of version 0.3 hold → today's code."""

_BY_CODE = {code.value: text for code, text in _SENTENCES.items()}


def is_no_article(code: str) -> bool:
    """Return True if a reason says that an item is no article by its nature: an outcome of its own, for nobody to decide about."""
    return code in _NO_ARTICLES or code.startswith("http_")


def sentence(code: str) -> str:
    """Return a reason's code as a phrase for people; an unknown code is returned unchanged."""
    if code.startswith("http_"):
        return f"HTTP status {code.removeprefix('http_')}"
    return _BY_CODE.get(code, code)
