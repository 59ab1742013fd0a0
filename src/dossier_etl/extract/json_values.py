"""JSON files that are not one object a line: an array of documents, one document, or an API answer with a list."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.json_exports import special
from dossier_etl.extract.options import MIB
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_LISTS = (
    "articles",
    "items",
    "entries",
    "documents",
    "docs",
    "results",
    "records",
    "posts",
    "hits",
    "data",
    "news",
    "response",
)
"""Where API answers and JSON Feed keep their documents."""
_BLANK = re.compile(r"[\s,\ufeff\x1e]*")
_NEXT = re.compile(r"(?<=[\n,}])\s{0,200}(?=\{)")
_ASSIGNED = re.compile(r"(?:window\.|var |const |let )[\w.]{1,80}\s{0,4}=\s{0,4}(?=[\[{])")
"""A script that assigns the data (X's archive: ``window.YTD.tweets.part0 = [``)."""
_UNFINISHED = 16
"""An error this close to the end of what has been read may only mean that more must be read."""
_MAX_RESTARTS = 1_000


class DuplicateKeyError(ValueError):
    """An object names a key twice."""


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Object hook for `json`: refuse duplicate keys, about which parsers differ."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise DuplicateKeyError("duplicate key in object")
    return made


@dataclass(frozen=True, slots=True)
class _Bad:
    detail: str


def read_json(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the elements of an array, or the values of a file one after another; damage costs the element it is in."""
    for number, value in enumerate(_Values(stream, ctx.options.max_line_bytes), 1):
        inner = f"entry:{number}"
        if isinstance(value, _Bad):
            yield ctx.incident("bad_json", f"element {number}: {value.detail}", inner)
        elif isinstance(value, str):
            yield _plain(value, ctx, inner)
        elif isinstance(value, Mapping):
            yield from read_object(value, ctx, inner)
        else:
            yield ctx.incident("bad_json", f"element {number} is a {type(value).__name__}, not an object", inner)


def read_object(value: Mapping[str, Any], ctx: Context, inner: str) -> Iterator[ReadResult]:
    """Read one JSON object: a document, an answer that holds a list of documents, or a program's export."""
    if (export := special(value, ctx, inner)) is not None:
        yield from export
        return
    found = list(rows.items(value, ctx, inner))
    inside = _documents(value)
    if inside and not any(isinstance(item, Record) for item in found):
        for number, element in enumerate(inside, 1):
            yield from rows.items(element, ctx, f"{inner}.{number}")
        return
    yield from found


def _documents(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the list of objects inside an API answer, two levels deep at most, or the objects of a mapping by id."""
    for here in (value, *(v for k, v in value.items() if k in _LISTS and isinstance(v, Mapping))):
        for key in _LISTS:
            inside = here.get(key)
            if isinstance(inside, list) and inside and all(isinstance(element, Mapping) for element in inside):
                return inside
    values = list(value.values())
    if values and all(isinstance(element, Mapping) and len(element) > 1 for element in values):
        return values
    return []


def _plain(value: str, ctx: Context, inner: str) -> Record:
    content, _ = encoded(value)
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    return Record(
        ctx.uri,
        ctx.locator(inner),
        "text/plain",
        content[: ctx.options.prefix_bytes] if refused else content,
        charset="utf-8",
        hints=dict(ctx.hints),
        refused=refused,
    )


class _Values:
    """The values of a JSON text, read as they are needed."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self._scan = json.JSONDecoder(object_pairs_hook=unique).raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def __iter__(self) -> Iterator[Any]:
        self._blank()
        if assigned := _ASSIGNED.match(self._text, self._at):
            self._at = assigned.end()
            self._blank()
        array = self._text.startswith("[", self._at)
        self._at += array
        restarts = 0
        while self._blank():
            if array and self._text[self._at] == "]":
                self._at += 1
                array = False
                continue
            yield (value := self._value())
            if isinstance(value, _Bad):
                restarts += 1
                if restarts > _MAX_RESTARTS or not self._restart():
                    return
        if array:
            yield _Bad("the array is not closed; the file may be cut off")

    def _more(self) -> bool:
        if self._ended:
            return False
        block = self._stream.read(max(MIB, len(self._text) - self._at))
        self._ended = not block
        self._text = self._text[self._at :] + self._decode.decode(block, final=not block)
        self._at = 0
        return True

    def _blank(self) -> bool:
        """Step over what separates values; False at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except RecursionError:
                return _Bad("nested too deep")
            except json.JSONDecodeError as error:
                unfinished = error.pos >= len(self._text) - _UNFINISHED or error.msg.startswith("Unterminated")
                held = len(self._text) - self._at
                if unfinished and held > self._limit:
                    return _Bad(
                        f"one element of more than {self._limit} characters; split the file, or raise max_document_bytes"
                    )
                if unfinished and self._more():
                    continue
                return _Bad(f"not JSON: {error.msg}")
            except ValueError as error:
                return _Bad(str(error))
            if end == len(self._text) and not self._ended and isinstance(value, int | float) and self._more():
                continue
            self._at = end
            return value

    def _restart(self) -> bool:
        """Move to what may be the next object; return False at the end."""
        self._at += 1
        while True:
            match = _NEXT.search(self._text, self._at)
            if match:
                self._at = match.end()
                return True
            self._at = max(self._at, len(self._text) - 1)
            if not self._more():
                return False
