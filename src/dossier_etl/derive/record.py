"""Records → items: clean, enrich, decide, gate. Pure given its context; the same record gives the same items everywhere.

Stages, in order: clean the bytes; for each article collect candidates (title, outlet, origin, authors, date), apply what a
human decided, choose; find dates (anchored to the chosen day) and named entities in the body; pass the gate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from dossier_etl.clean import clean
from dossier_etl.decide.authors import decide_authors, decide_posted_by
from dossier_etl.decide.gate import GateThresholds, gate
from dossier_etl.decide.outlet import decide_origin, decide_outlet
from dossier_etl.decide.plugins import consider
from dossier_etl.decide.published import decide_published
from dossier_etl.decide.title import decide_title
from dossier_etl.derive.plugin_candidates import CandidateFunction, plugin_candidates
from dossier_etl.enrich.authors import author_candidates, posted_by_candidates
from dossier_etl.enrich.outlet import origin_candidates, outlet_candidates
from dossier_etl.enrich.published import published_candidates
from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.enrich.title import title_candidates
from dossier_etl.model.decisions import HumanDecision
from dossier_etl.model.documents import Article
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, Decision, EvidenceSource, Verdict
from dossier_etl.model.item import Item, item_id_of
from dossier_etl.model.mentions import Mention
from dossier_etl.model.reasons import Reason
from dossier_etl.model.records import Record

CURATED = "curated"
_REQUIRED = (Reason.DATE_MISSING, Reason.OUTLET_MISSING, Reason.BODY_MISSING)
"""Reasons that no acceptance can lift: without these values there is no article."""
NAMED_LANGUAGES = ("en", "und")
"""The recogniser is trained on English."""


class NamedEntities(Protocol):
    """Finds and joins names; see `enrich.entities.Recogniser`."""

    def annotate(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Linked mentions of each text, independent of what else is in the batch."""


@dataclass(frozen=True)
class DeriveContext:
    """Everything that deriving needs besides the record."""

    limits: GateThresholds = field(default_factory=GateThresholds)
    entities: NamedEntities | None = None
    candidates: Mapping[str, CandidateFunction] = field(default_factory=dict)
    """Name of a plug-in → its function."""
    decisions: Mapping[str, Sequence[HumanDecision]] = field(default_factory=dict)
    """item_id → decisions, oldest first."""
    annotate_refused: bool = True
    """Find names and dates in items that fail the gate as well; the lake's tables have no place for them."""


def _curated(decision: Decision, said: HumanDecision | None) -> Decision:
    """The decision with a human's word put above all candidates."""
    if said is None or said.value is None:
        return decision
    word = Candidate(
        field=decision.field,
        value=said.value,
        rule="decision.curated@1",
        confidence=1.0,
        source=EvidenceSource.DECISION,
        path=f"{said.who} {said.at:%Y-%m-%dT%H:%M:%SZ}",
        snippet=said.value,
    )
    losers = tuple(
        v._replace(chosen=False, why="a person decided otherwise") if v.chosen else v for v in decision.verdicts
    )
    chosen = Verdict(word, True, f"set by {said.who} at {said.at:%Y-%m-%d %H:%M} UTC")
    return Decision(decision.field, said.value, 1.0, CURATED, (chosen, *losers))


def _refused(record: Record, reasons: tuple[str, ...], stage: str, text: str, detail: str) -> Item:
    return Item(record=record, position=0, stage=stage, reasons=reasons, body=text, detail=detail)


def _canonical_url(article: Article) -> str | None:
    document = article.document
    for url in (document.record.url, document.get("link:canonical"), document.get("meta:og:url")):
        if url and url.startswith(("http://", "https://")):
            return url
    return document.record.url


def _language(article: Article) -> Decision:
    return Decision("language", article.language, article.language_confidence, "detected")


def _decide(article: Article, said: Mapping[str, HumanDecision], context: DeriveContext) -> Item:
    record = article.document.record
    proposed, failed = plugin_candidates(article, context.candidates)

    def final(decision: Decision) -> Decision:
        return _curated(consider(decision, proposed.get(decision.field, ())), said.get(decision.field))

    title = final(decide_title(title_candidates(article)))
    published = final(decide_published(published_candidates(article), captured_at=record.captured_at))
    outlet = final(decide_outlet(outlet_candidates(article)))
    names, own_authors = decide_authors(author_candidates(article))
    authors = final(own_authors)
    if authors.value != own_authors.value:
        names = tuple(n.strip() for n in (authors.value or "").split(";") if n.strip())
    origin = final(decide_origin(origin_candidates(article), outlet))
    posted_by = decide_posted_by(posted_by_candidates(article))
    language = _curated(_language(article), said.get("language"))
    when = Edtf.parse(published.value) if published.value else None
    reasons = gate(
        body=article.body,
        published=when,
        published_confidence=published.confidence,
        published_curated=published.basis == CURATED,
        outlet=outlet.value,
        captured_at=record.captured_at,
        limits=context.limits,
        page_kind=article.notes.get("page_kind", ""),
    )
    suggestion = {d.field: d.suggestion for d in (published, outlet) if d.suggestion}
    if reasons and when is not None:
        suggestion.setdefault("published", when.value)
    return Item(
        record=record,
        position=article.position,
        stage="validate",
        reasons=reasons,
        title=title.value,
        body=article.body,
        language=language.value or "und",
        authors=names,
        published=when,
        published_basis=published.basis or None,
        published_confidence=published.confidence,
        outlet_id=_outlet_id(outlet),
        outlet=outlet.value,
        outlet_basis=outlet.basis or None,
        outlet_confidence=outlet.confidence,
        origin_outlet=origin.value,
        posted_by=posted_by.value,
        url=_canonical_url(article),
        detail="; ".join(f"{k}: {v}" for k, v in (*sorted(article.notes.items()), *failed.items())),
        suggestion=suggestion,
        decisions=(title, published, outlet, authors, origin, posted_by, language),
    )


def _outlet_id(outlet: Decision) -> str | None:
    return next((v.candidate.ref_id for v in outlet.verdicts if v.chosen and v.candidate.ref_id), None)


def _apply_acts(item: Item, acts: Sequence[HumanDecision]) -> Item:
    """The last of a person's accept/reject/retry, after the values they set."""
    last = next((a for a in reversed(acts) if a.action in ("accept", "reject", "retry")), None)
    if last is None or last.action == "retry":
        return item
    if last.action == "reject":
        return replace(item, reasons=(*item.reasons, Reason.REJECTED), rejected=True)
    hard = tuple(r for r in item.reasons if r in _REQUIRED)
    return replace(item, reasons=hard)


def _annotate(items: list[Item], context: DeriveContext) -> list[Item]:
    """Names and dates in the bodies; names in one call, so that the recogniser can sort sentences by length."""
    readable = [
        i
        for i, item in enumerate(items)
        if item.body and item.stage == "validate" and (context.annotate_refused or not item.reasons)
    ]
    for i in readable:
        dates = tag_timexes(items[i].body, anchor=items[i].published, language=items[i].language)
        items[i] = replace(items[i], date_mentions=tuple(dates))
    named = [i for i in readable if items[i].language in NAMED_LANGUAGES]
    found = context.entities.annotate([items[i].body for i in named]) if context.entities and named else []
    for i, mentions in zip(named, found, strict=False):
        items[i] = replace(items[i], mentions=tuple(mentions))
    return items


def derive(records: Iterable[Record], context: DeriveContext) -> list[Item]:
    """All items of some records, in their order; every record gives at least one."""
    items: list[Item] = []
    for record in records:
        if record.refused:
            place = f"{record.source_uri} {record.locator}".strip()
            detail = ": ".join(filter(None, (record.hints.get("format"), place)))
            items.append(_refused(record, (record.refused,), "extract", "", detail))
            continue
        cleaned = clean(record)
        if not cleaned.articles:
            text = cleaned.document.text[:2000]
            items.append(_refused(record, cleaned.reasons or (Reason.NO_BODY,), "clean", text, record.url or ""))
        for article in cleaned.articles:
            acts = context.decisions.get(item_id_of(record.document_id, article.position), ())
            said = {a.field: a for a in acts if a.action == "set" and a.field}
            items.append(_apply_acts(_decide(article, said, context), acts))
    return _annotate(items, context)
