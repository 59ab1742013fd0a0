"""JSON Lines: one document a line; a bad line costs itself and is named."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.lines import Line, lines
from dossier_etl.extract.text import decoded


class DuplicateKeyError(ValueError):
    """An object names a key twice."""


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Object hook that refuses what JSON parsers differ about."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise DuplicateKeyError("a key stands twice in one object")
    return made


def read_jsonl(stream: BinaryIO, ctx: Context, start: int = 0) -> Iterator[ReadResult]:
    """Every object of the file, or those from ``start`` on, where a line begins (then ``stream`` is seekable)."""
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
            value = json.loads(text, object_pairs_hook=unique)
        except RecursionError:
            yield _bad(ctx, line, "bad_line", "objects nested too deep")
            continue
        except ValueError as error:
            yield _bad(ctx, line, "bad_line", f"not JSON: {error}")
            continue
        if not isinstance(value, dict):
            yield _bad(ctx, line, "bad_line", f"a JSON {type(value).__name__}, not an object")
            continue
        for item in rows.items(value, ctx, f"line:{line.number}"):
            yield item if not rows.is_incident(item) else _bad(ctx, line, item.kind, item.detail)


def _bad(ctx: Context, line: Line, kind: str, detail: str) -> ReadResult:
    return ctx.incident(kind, f"line {line.number}: {detail}", f"line:{line.number}", line.start, line.end)
