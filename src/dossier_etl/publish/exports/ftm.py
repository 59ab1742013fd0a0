"""Articles and what they mention as FollowTheMoney entities, one JSON object a line, for Aleph and OpenAleph."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from dossier_etl.publish.exports.source import Source

_SCHEMATA = {"PERSON": "Person", "ORG": "Organization", "NORP": "LegalEntity"}
"""Entity type → schema; places are values of the article, which knows no schema for them."""
_MENTIONED = {
    "PERSON": "peopleMentioned",
    "ORG": "companiesMentioned",
    "GPE": "locationMentioned",
    "LOC": "locationMentioned",
}
_LANGUAGES = {
    "ar": "ara",
    "bg": "bul",
    "ca": "cat",
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "fa": "fas",
    "fi": "fin",
    "fr": "fra",
    "he": "heb",
    "hi": "hin",
    "hr": "hrv",
    "hu": "hun",
    "id": "ind",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "lt": "lit",
    "lv": "lav",
    "nl": "nld",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sk": "slk",
    "sl": "slv",
    "sr": "srp",
    "sv": "swe",
    "th": "tha",
    "tr": "tur",
    "uk": "ukr",
    "vi": "vie",
    "zh": "zho",
}
"""ISO 639-1 → 639-3."""
_DATED = {"time": 10, "day": 10, "month": 7, "year": 4}
"""Precisions that a date of FollowTheMoney can say, with the characters it takes."""


def write_ftm(source: Source, file: Path) -> int:
    """Write an ``Article`` an article, then the people and organisations, and a ``Mention`` for each that an article names."""
    source.choose_articles()
    named = _named(source)
    written = 0
    with file.open("w", encoding="utf-8") as out:
        articles = (_article(article, named.get(article["article_id"], [])) for article in source.articles())
        for written, entity in enumerate(chain(articles, _mentioned(named)), 1):  # noqa: B007
            out.write(json.dumps(entity, ensure_ascii=False) + "\n")
    return written


Named = tuple[str, str, str, str | None]
"""Entity id, name, type, Wikidata id."""


def _named(source: Source) -> dict[str, list[Named]]:
    rows = source.con.execute(
        """SELECT DISTINCT m.article_id, e.entity_id, e.name, e.type, e.wikidata_id FROM lake.mentions m
           SEMI JOIN chosen USING (article_id) JOIN lake.entities e USING (entity_id) ORDER BY ALL"""
    ).fetchall()
    found: dict[str, list[Named]] = {}
    for article_id, *named in rows:
        found.setdefault(article_id, []).append((named[0], named[1], named[2], named[3]))
    return found


def _entity(key: str, schema: str, properties: dict[str, list[Any]]) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": {k: v for k, v in properties.items() if v}}


def _article(article: dict[str, Any], named: list[Named]) -> dict[str, Any]:
    properties: dict[str, list[Any]] = {
        "title": [article["title"]] if article["title"] else [],
        "author": list(article["authors"] or ()),
        "publisher": [article["outlet"]] if article["outlet"] else [],
        "publishedAt": [article["published_on"].isoformat()]
        if article["published_precision"] in ("day", "time")
        else [],
        "date": [
            article["published_on"].isoformat()[: {"month": 7, "year": 4}.get(article["published_precision"], 10)]
        ],
        "sourceUrl": [article["url"]] if article["url"] else [],
        "language": [_LANGUAGES[article["language"]]] if article["language"] in _LANGUAGES else [],
        "bodyText": [article["body"]] if article["body"] else [],
    }
    for _, name, kind, _ in named:
        if kind in _MENTIONED:
            properties.setdefault(_MENTIONED[kind], []).append(name)
    return _entity(article["article_id"], "Article", properties)


def _mentioned(named: dict[str, list[Named]]) -> Iterator[dict[str, Any]]:
    known = {entity[0]: entity for entities in named.values() for entity in entities if entity[2] in _SCHEMATA}
    for entity_id, name, kind, wikidata_id in known.values():
        yield _entity(entity_id, _SCHEMATA[kind], {"name": [name], "wikidataId": [wikidata_id] if wikidata_id else []})
    for article_id, entities in named.items():
        for entity_id, name, kind, _ in entities:
            if kind in _SCHEMATA:
                properties: dict[str, list[Any]] = {"document": [article_id], "resolved": [entity_id], "name": [name]}
                properties["detectedSchema"] = [_SCHEMATA[kind]]
                yield _entity(f"{article_id[:20]}-{entity_id[:20]}", "Mention", properties)
