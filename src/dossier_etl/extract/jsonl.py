"""JSON Lines: one document a line; a bad line costs itself and is named."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.json_values import read_object, unique
from dossier_etl.extract.lines import Line, lines
from dossier_etl.extract.text import decoded


def read_jsonl(stream: BinaryIO, ctx: Context, start: int = 0) -> Iterator[ReadResult]:
    """Read every object of the file, or those from ``start`` on, where a line begins (then ``stream`` is seekable)."""
    for line in lines(stream, ctx.options.max_line_bytes, start):
        if not line.whole:
            yield _bad(
                ctx,
                line,
                "too_large",
                f"line of {line.end - line.start} bytes; the limit is {ctx.options.max_line_bytes}",
            )
            continue
        data = line.data.strip(b" \t\r\n\xef\xbb\xbf\x1e")
        if not data.strip(b"\0"):
            if data:
                yield _bad(ctx, line, "bad_line", "zeros instead of a line")
            continue
        text, damage = decoded(data)
        if damage:
            yield _bad(ctx, line, "bad_bytes", damage)
        try:
            values = _values(text)
        except RecursionError:
            yield _bad(ctx, line, "bad_line", "objects nested too deep")
            continue
        except ValueError as error:
            yield _bad(ctx, line, "bad_line", f"not JSON: {error}")
            continue
        for number, value in enumerate(values, 1):
            inner = f"line:{line.number}" if len(values) == 1 else f"line:{line.number}.{number}"
            for item in _of_value(value, ctx, inner):
                yield item if not rows.is_incident(item) else _bad(ctx, line, item.kind, item.detail)


def _values(text: str) -> list[Any]:
    """Return the value of a line, or the values if several follow one another.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return [json.loads(text, object_pairs_hook=unique)]
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data") or not text.startswith("{"):
            raise
    scan = json.JSONDecoder(object_pairs_hook=unique).raw_decode
    values, at = [], 0
    while at < len(text):
        value, at = scan(text, at)
        values.append(value)
        at += len(text[at : at + 64]) - len(text[at : at + 64].lstrip(" ,\t\r\x1e"))
    return values


def _of_value(value: Any, ctx: Context, inner: str) -> Iterator[ReadResult]:
    if isinstance(value, dict):
        yield from read_object(value, ctx, inner)
    else:
        yield ctx.incident("bad_line", f"a JSON {type(value).__name__}, not an object", inner)


def _bad(ctx: Context, line: Line, kind: str, detail: str) -> ReadResult:
    return ctx.incident(kind, f"line {line.number}: {detail}", f"line:{line.number}", line.start, line.end)
