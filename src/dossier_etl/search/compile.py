"""A query's tree as a query of the index."""

import datetime as dt
import re
from collections.abc import Callable

from tantivy import FieldType, Occur, Query, Schema

from dossier_etl.search.fold import fold, words
from dossier_etl.search.forms import forms_of_word, spellings
from dossier_etl.search.query import AllOf, AnyOf, Dates, Filter, Node, Not, Pattern, QueryError, Words

_BOOSTS = {"title": 5.0, "body": 1.0, "authors": 2.0}
_FORMS_BOOST = 0.6
"""Another form of the word counts less than the word itself."""
_WILD = re.compile(r"[*?]")


class Compiler:
    """Makes queries of one index.

    Args:
        text: the query, for errors.
        language: the only language asked about, or None.
        entity_ids: gives the id of an entity that is named.
    """

    def __init__(self, schema: Schema, text: str, language: str | None, entity_ids: Callable[[str], str]) -> None:
        self._schema, self._text, self._language, self._entity_id = schema, text, language, entity_ids

    def query(self, node: Node) -> Query:
        """Return what finds a node. Raises QueryError."""
        match node:
            case Words():
                return self._words(node)
            case Pattern():
                return self._pattern(node)
            case Filter():
                value = self._entity_id(node.value) if node.field == "entity" else node.value
                return self.equal(node.field, value)
            case Dates():
                return self.dates(node.earliest, node.latest)
            case Not():
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.query(node.node))])
            case AnyOf():
                return Query.boolean_query([(Occur.Should, self.query(n)) for n in node.nodes])
            case AllOf():
                return self._every(node)

    def equal(self, field: str, value: str) -> Query:
        """Return what finds a value of a field, without a score of its own."""
        return Query.const_score_query(Query.term_query(self._schema, field, value, "basic"), 0.0)

    def dates(self, earliest: dt.date | None, latest: dt.date | None) -> Query:
        """Return what finds publications whose days overlap with these."""
        parts = list[tuple[Occur, Query]]()
        if earliest:
            parts.append((Occur.Must, self._days("day_to", earliest.toordinal(), None)))
        if latest:
            parts.append((Occur.Must, self._days("day_from", None, latest.toordinal())))
        return Query.const_score_query(Query.boolean_query(parts), 0.0) if parts else Query.all_query()

    def _days(self, field: str, low: int | None, high: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, low, high)

    def _every(self, node: AllOf) -> Query:
        parts = [
            (Occur.MustNot, self.query(n.node)) if isinstance(n, Not) else (Occur.Must, self.query(n))
            for n in node.nodes
        ]
        if not any(occur == Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return Query.boolean_query(parts)

    def _everywhere(self, field: str | None, one: Callable[[str], Query], also: list[Query] | None = None) -> Query:
        """Return what finds something in one field or in any; the best field counts."""
        fields = [field] if field else list(_BOOSTS)
        queries = [Query.boost_query(one(name), _BOOSTS[name]) for name in fields] + (also or [])
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, 0.1)

    def _words(self, node: Words) -> Query:
        if node.quoted:
            return self._in_order(fold(node.text), node)
        found = [(node.text[w.start : w.end], w.folded) for w in words(node.text)]
        if not found:
            raise QueryError(self._text, node.position, "there is no letter or digit here")
        folded = [part for _, parts in found for part in parts]
        if len(folded) > 1:
            return self._in_order(folded, node)
        word = folded[0]
        if node.fuzzy:
            return self._everywhere(
                node.field, lambda f: Query.fuzzy_term_query(self._schema, f, word, node.fuzzy, True)
            )
        return self._everywhere(node.field, lambda f: self._term(f, word), self._other_forms(word, found[0][0], node))

    def _other_forms(self, folded: str, written: str, node: Words) -> list[Query]:
        if node.field not in (None, "body"):
            return []
        terms = [
            Query.term_query(self._schema, "forms", form, "basic") for form in forms_of_word(folded, self._language)
        ]
        terms += [self._term("body", spelled) for spelled in spellings(written)]
        return [Query.boost_query(Query.disjunction_max_query(terms), _FORMS_BOOST)]

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _in_order(self, folded: list[str], node: Words) -> Query:
        if not folded:
            raise QueryError(self._text, node.position, "there is no letter or digit here")
        if len(folded) == 1:
            return self._everywhere(node.field, lambda f: self._term(f, folded[0]))
        return self._everywhere(node.field, lambda f: Query.phrase_query(self._schema, f, list(folded), node.slop))

    def _pattern(self, node: Pattern) -> Query:
        pattern = regex_of(node.text)
        if pattern is not None:
            return self._everywhere(node.field, lambda f: Query.regex_query(self._schema, f, pattern))
        folded = fold(_WILD.sub("", node.text))
        if not folded:
            raise QueryError(self._text, node.position, "there is no letter or digit here")
        if node.text.find("*") == len(node.text) - 1 and len(folded) > 1:
            return self._everywhere(node.field, lambda f: Query.phrase_prefix_query(self._schema, f, list(folded)))
        raise QueryError(
            self._text, node.position, "* and ? stand in single words; of several only the last may end in *"
        )


def regex_of(pattern: str) -> str | None:
    """Return the regular expression of a folded word for a pattern; None where its letters fold to several words."""
    parts = [fold(part) for part in _WILD.split(pattern)]
    if any(len(part) > 1 for part in parts):
        return None
    signs = [*({"*": ".*", "?": "."}[sign] for sign in _WILD.findall(pattern)), ""]
    return "".join(re.escape("".join(part)) + sign for part, sign in zip(parts, signs, strict=True))
