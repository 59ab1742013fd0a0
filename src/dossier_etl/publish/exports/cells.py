"""Values as the cells of tables, and as JSON."""

import datetime as dt
import decimal
import json
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def jsonable(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return [jsonable(v) for v in value]
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def plain(value: Any) -> Any:
    """Return a value as a number, text, day or nothing; lists of texts are joined by ``; ``, other lists and objects are JSON."""
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(jsonable(value), ensure_ascii=False)
    if isinstance(value, dt.datetime | dt.date | dt.time | str | int | float | bool | None):
        return value
    return jsonable(value)


def is_formula(value: Any) -> bool:
    """Return True if a spreadsheet would take a text for a formula."""
    return isinstance(value, str) and value.startswith(_FORMULA)


def xml_text(value: Any) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c if c in "\t\n\r" or " " <= c < "\ufffe" or c > "\uffff" else "\ufffd" for c in str(value))
