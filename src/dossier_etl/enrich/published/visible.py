"""Dates a reader sees: bylines, datelines, stamps, prose, captions, footers. Each candidate carries in its features what stands
around it; the weighing happens in the decision.

Stages: 1. find written dates; 2. place them (line, title, body); 3. note labels, neighbours, repetition; 4. keep the telling
ones (a body's plain prose dates are many and never the publication date, so only its first few are kept).
"""

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossier_etl.enrich.published import labels
from dossier_etl.enrich.published.phrases import phrase_tokens
from dossier_etl.enrich.written_dates.scan import WrittenDate
from dossier_etl.model.documents import Article, Line, Role
from dossier_etl.model.evidence import Candidate, EvidenceSource

MAX_VISIBLE = 48
"""Candidates kept from one page's visible text."""
MAX_PROSE = 6
LONG = 100
"""Characters from which a line counts as prose whatever its role: keeps these features independent of the cleaner."""
_LETTERS = re.compile(r"[^\W\d_]")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?|\b[ap]\.?m\b\.?|\buhr\b|\b[a-z]{3,4}\b")
"""In lower-case text: a clock time, its zone or any other short word."""
_FIRST_WORD = re.compile(r"[\W\d]{0,8}([^\W\d_]+)")
_TWIN_GAP = 30
"""Characters between two dates that are printed as a pair."""
_HEADING = 60
"""Characters; a longer line is no heading."""
_SENTENCE = 400
"""Characters at a line's end that are searched for a sentence about the article itself."""
_EMBEDDED = re.compile(r"\(@[\w.]{1,30}\)\s*(?:[^\W\d]{1,4}\s)?\Z")
"""What stands before the date of a message shown inside the text: "— Some Name (@handle) "."""
_GLUED = re.compile(r"[^\W\d_]*?[a-zß-ÿ](?=[A-ZÀ-Þ])")
"""A word that runs into its date: "UpdatedJanuary 25", "Some NameMay 2"."""
_OPENING = re.compile(r"\s*(?:[^\n]{2,45}[(,–—-]\s?)?\(?\Z")
_OPENED = re.compile(r"\)?\s?[.–—|/)-]\s")
"""What stands on either side of a date that opens the report: "Wien, 14. Mai 2021 – Die …", "(14.05.2021) Die …"."""
_BULLET = re.compile(r"\s*(?:[•*·\-–▪»]|\d+\.)\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """Line numbers that matter for placing a date."""

    starts: tuple[int, ...]
    title: int | None
    body_first: int
    body_last: int


def layout_of(article: Article) -> Layout:
    """Return where the title and the body stand; without a body both ends are the number of lines."""
    document = article.document
    starts = document.starts
    segments = article.body_map.segments
    count = len(starts)
    if segments and starts:
        first = bisect.bisect_right(starts, segments[0][1]) - 1
        last = bisect.bisect_right(starts, segments[-1][1] + max(segments[-1][2] - 1, 0)) - 1
    else:
        first = last = count
    return Layout(starts, _title_line(article, first), first, last)


def _title_line(article: Article, body_first: int) -> int | None:
    """The line that shows the headline: the marked one, else the last line before the body that reads like ``title_hint``."""
    document = article.document
    if marked := document.with_role(Role.TITLE):
        return min(marked, key=lambda i: (abs(i - body_first), i))
    if not article.title_hint:
        return None
    wanted = _squash(article.title_hint)
    same = [i for i, line in enumerate(document.lines) if _same(document.text, line, wanted)]
    before = [i for i in same if i <= body_first]
    return before[-1] if before else same[0] if same else None


def _same(text: str, line: Line, wanted: str) -> bool:
    if text[line.start : line.start + 1].casefold() != wanted[:1] or abs(line.end - line.start - len(wanted)) > 40:
        return False
    return _squash(text[line.start : line.end]) == wanted


def _squash(text: str) -> str:
    return " ".join(text.split()).casefold()


def _text(article: Article, index: int) -> str:
    lines = article.document.lines
    if not 0 <= index < len(lines):
        return ""
    return article.document.text[lines[index].start : lines[index].end]


@dataclass(slots=True)
class _Placed:
    date: WrittenDate
    line: int
    rest: str
    """The line without the date, lower case."""
    before: str
    after: str
    """The line on either side of the date, lower case."""
    glued: bool
    """A word runs into the date without a space; it belongs to ``before``."""


def _placed(article: Article, layout: Layout, found: Sequence[WrittenDate]) -> list[_Placed]:
    out = []
    for date in found:
        index = max(bisect.bisect_right(layout.starts, date.start) - 1, 0)
        line = article.document.lines[index]
        text = article.document.text
        glued = _GLUED.match(text, date.start, date.end)
        before = text[line.start : glued.end() if glued else date.start].lower()
        after = text[date.end : max(line.end, date.end)].lower()
        out.append(_Placed(date, index, before + " " + after, before, after, bool(glued)))
    return out


_KINDS = (
    ("pub", labels.PUBLISHED),
    ("mod", labels.MODIFIED),
    ("accessed", labels.ACCESSED),
    ("event", labels.EVENT),
    ("copy", labels.COPYRIGHT),
    ("cite", labels.CITATION),
)


def _near_label(placed: _Placed, previous: str, following: str, paired: bool) -> list[str]:
    """The kind of date the closest words claim: the last label before it in its line, else the line above a bare date.
    Words after it count unless the date is the first of a pair: "1 May 2020 Updated: 3 June 2021"."""
    out = []
    before = placed.before[-60:]
    best = ""
    if before.strip():
        ends = {kind: max((m.end() for m in pattern.finditer(before)), default=-1) for kind, pattern in _KINDS}
        best = max(ends, key=lambda n: ends[n])
        if ends[best] < 0:
            best = ""
        elif best == "mod" and ends["pub"] > 0 and ends["mod"] - ends["pub"] < 3:
            best = "pub"
    if best:
        out.append(f"label={best}")
    elif len(previous) < 40 and len(placed.before) < 12:
        for name, pattern in (("mod", labels.MODIFIED), ("pub", labels.PUBLISHED), ("copy", labels.COPYRIGHT)):
            if pattern.search(previous):
                out.append(f"label_above={name}")
                break
    trailing = placed.after[:30]
    if trailing and not best and not paired:
        if labels.MODIFIED.match(trailing.lstrip(" :|-–()")):
            out.append("label_after=mod")
        elif labels.PUBLISHED.match(trailing.lstrip(" :|-–()")):
            out.append("label_after=pub")
    if labels.COMMENT.search(placed.rest[-80:]) or (len(following) < 30 and labels.COMMENT.search(following)):
        out.append("with=comment")
    if labels.BY.search(placed.before[-80:]) or labels.BY.search(placed.after[:80]):
        out.append("with=by")
    elif (len(previous) < 80 and labels.BY.search(previous)) or (len(following) < 80 and labels.BY.search(following)):
        out.append("near=by")
    return out


def _distance(n: int) -> str:
    return (
        "0"
        if n == 0
        else "1"
        if n == 1
        else "2"
        if n == 2
        else "5"
        if n <= 5
        else "12"
        if n <= 12
        else "30"
        if n <= 30
        else "far"
    )


def _place(placed: _Placed, layout: Layout) -> list[str]:
    line, title = placed.line, layout.title
    out = []
    if line < layout.body_first:
        zone = "mid" if title is not None and line >= title else "top"
        out += [f"zone={zone}", f"body_dist={_distance(layout.body_first - line)}"]
    elif line <= layout.body_last:
        zone = "body"
        out += ["zone=body", f"in_body={_distance(line - layout.body_first)}"]
    else:
        zone = "after"
        out += ["zone=after", f"past_body={_distance(line - layout.body_last)}"]
    if title is not None:
        side = "title_dist" if line >= title else "above_title"
        out.append(f"{side}={_distance(abs(line - title))}")
    else:
        out.append("no_title")
    return out


def _scale(n: int) -> str:
    return "0" if n <= 0 else "1" if n == 1 else "3" if n <= 3 else "8" if n <= 8 else "many"


def _prose_around(line: int, long_lines: Sequence[int], total: int, length: int, start: int) -> list[str]:
    """Return how much prose stands before and after, and how near: a comment has prose close on both sides, a byline only below."""
    at = bisect.bisect_left(long_lines, line)
    after = bisect.bisect_right(long_lines, line)
    out = [f"prose_before={_scale(at)}", f"prose_after={_scale(len(long_lines) - after)}"]
    out.append(f"prose_above_dist={_distance(line - long_lines[at - 1]) if at else 'none'}")
    out.append(f"prose_below_dist={_distance(long_lines[after] - line) if after < len(long_lines) else 'none'}")
    share = start / max(length, 1)
    out.append(
        "pos=5"
        if share < 0.05
        else "pos=15"
        if share < 0.15
        else "pos=35"
        if share < 0.35
        else "pos=70"
        if share < 0.7
        else "pos=100"
    )
    return out


@dataclass(frozen=True, slots=True)
class _Marks:
    """Lines that begin a comment thread or a list of other stories."""

    comments: tuple[int, ...]
    related: tuple[int, ...]

    @classmethod
    def of(cls, article: Article, last: int) -> "_Marks":
        """Those above line ``last``, the last one that writes a date."""
        text = article.document.text
        comments: list[int] = []
        related: list[int] = []
        for i, line in enumerate(article.document.lines[: last + 1]):
            if line.end - line.start > _HEADING:
                continue
            found = _FIRST_WORD.match(text, line.start, line.end)
            if found is None or ((word := found[1]).isascii() and word.lower() not in labels.HEADING_WORDS):
                continue
            if labels.COMMENTS_BEGIN.fullmatch(text, line.start, line.end):
                comments.append(i)
            elif labels.RELATED_BEGIN.fullmatch(text, line.start, line.end):
                related.append(i)
        return cls(tuple(comments), tuple(related))

    def around(self, article: Article, line: int) -> list[str]:
        out = []
        if bisect.bisect_left(self.comments, line):
            out.append("below_comments")
        at = bisect.bisect_right(self.related, line)
        if at:
            gap = line - self.related[at - 1]
            out.append("below_related" if gap <= 30 else "related_above")
        around = " ".join(t for k in (-2, -1, 1, 2, 3) if len(t := _text(article, line + k)) < 60)
        around = around.lower()
        if labels.SHARING.search(around):
            out.append("near=share")
        if labels.IMPRINT.search(around):
            out.append("near=imprint")
        return out


def _company(number: int, placed: Sequence["_Placed"], shapes: Sequence[str]) -> str:
    """Return ``pack`` if a loose date of another day is within a few lines (dates in company belong to a list), else ``lone``."""
    me = placed[number]
    for other in (number - 2, number - 1, number + 1, number + 2):
        if 0 <= other < len(placed) and shapes[other] != "prose":
            gap = abs(placed[other].line - me.line)
            if 0 < gap <= 8 and placed[other].date.readings != me.date.readings:
                return "pack"
    return "lone"


def _twins(number: int, placed: Sequence["_Placed"]) -> list[str]:
    """Two dates side by side in one line, as blogs print the first publication and the last change."""
    me = placed[number]
    out = set()
    for other in placed[max(number - 1, 0) : number + 2]:
        gap = max(other.date.start - me.date.end, me.date.start - other.date.end)
        if other.line == me.line and gap <= _TWIN_GAP and other.date.readings != me.date.readings:
            out.add("twin_early" if me.date.readings < other.date.readings else "twin_late")
    return sorted(out)


_SHAPE_READ = 1_000
"""Characters of a date's line that show its shape: prose has its hundred letters long before. A line of 3,000 dates took 10 s without."""


def _shape(placed: _Placed) -> str:
    letters = len(_LETTERS.findall(_CLOCK.sub("", placed.rest[:_SHAPE_READ])))
    return "alone" if letters <= 3 else "short" if letters <= 30 else "line" if letters <= 100 else "prose"


def _opens_report(placed: _Placed, long_lines: Sequence[int]) -> bool:
    """Return True if the date opens the first or second paragraph, as agencies write: it is a byline, no part of the prose."""
    return bool(
        bisect.bisect_left(long_lines, placed.line) <= 1
        and _OPENING.match(placed.before)
        and _OPENED.match(placed.after)
    )


def visible_candidates(article: Article, found: Sequence[WrittenDate], order: str) -> Iterator[Candidate]:
    """Candidates from the visible text of the article's window.

    Args:
        found: written dates of ``document.text``, in order, offsets of that text.
        order: ``dmy``, ``mdy`` or ``""`` (then an ambiguous date gives both readings, noted ``open=…``).
    """
    document = article.document
    if not document.lines or not found:
        return
    low, high = article.window
    end = high if high >= 0 else len(document.text)
    layout = layout_of(article)
    full = [d for d in found if low <= d.start < end and d.form != "month"]
    placed = _placed(article, layout, full)
    long_lines = [i for i, line in enumerate(document.lines) if line.end - line.start >= LONG]
    shapes = [_shape(p) for p in placed]
    openers = {n for n, p in enumerate(placed) if shapes[n] == "prose" and _opens_report(p, long_lines)}
    for number in openers:
        shapes[number] = "short"
    bare = sum(s in ("alone", "short") for s in shapes)
    dump = document.record.media_type.startswith("text/plain")
    per_day = Counter(r for d in full for r in d.readings)
    newest, oldest = (max(per_day), min(per_day)) if per_day else (None, None)
    firsts = _first_of_each(placed, shapes, layout)
    marks = _Marks.of(article, max((p.line for p in placed), default=0))
    prose = 0
    kept = 0
    for number, (p, shape) in enumerate(zip(placed, shapes, strict=True)):
        line = document.lines[p.line]
        if shape == "prose":
            prose += 1
            if prose > MAX_PROSE and not _tells_of_itself(p):
                continue
        if kept >= MAX_VISIBLE:
            return
        kept += 1
        previous, following = _text(article, p.line - 1).lower(), _text(article, p.line + 1).lower()
        twins = _twins(number, placed)
        paired = (
            number + 1 < len(placed) and 0 <= placed[number + 1].date.start - p.date.end <= _TWIN_GAP and bool(twins)
        )
        tokens = [shape, f"role={line.role.value}", *_place(p, layout), *_near_label(p, previous, following, paired)]
        tokens += _prose_around(p.line, long_lines, len(document.lines), len(document.text), p.date.start)
        tokens += marks.around(article, p.line)
        tokens.append(_company(number, placed, shapes))
        if p.date.end - p.date.start < 10 and p.date.form == "numeric":
            tokens.append("short_year")
        tokens += phrase_tokens(document, line, p.date)
        tokens += firsts.get(number, [])
        tokens += twins
        if p.glued:
            tokens.append("glued")
        if shape in ("line", "prose") and labels.ENTRY.search(p.rest[-_SENTENCE:]):
            tokens.append("entry")
        tokens += labels.context_tokens(line.context)
        if p.date.time:
            tokens.append("clock")
        if p.date.weekday is not None:
            tokens.append("weekday")
            if p.date.day is not None and p.date.day.weekday() != p.date.weekday:
                tokens.append("wrong_weekday")
        if labels.THIS_DAY.search(p.before[-20:]):
            tokens.append("this_day" if p.line >= layout.body_first else "masthead_day")
        if (
            shape in ("line", "prose")
            and p.line == layout.body_first
            and labels.AGENCY_DATELINE.match(p.before + p.after[:30])
            and len(p.before) < 60
        ):
            tokens.append("dateline")
        if number in openers:
            tokens.append("opener")
        if _BULLET.match(p.before) or line.tag in ("li", "td", "option"):
            tokens.append("bullet")
        if bare >= 4 and shape in ("alone", "short"):
            tokens.append("many" if bare < 12 else "crowd")
        if labels.RELATED.search(p.rest[:120]) or (len(previous) < 40 and labels.RELATED.search(previous)):
            tokens.append("with=related")
        if shape == "line" and labels.COPYRIGHT.search(p.rest):
            tokens.append("copy_line")
        if newest in p.date.readings:
            tokens.append("newest" if len(per_day) > 1 else "only_day")
        if oldest in p.date.readings and len(per_day) > 1:
            tokens.append("oldest")
        repeats = max(per_day[r] for r in p.date.readings)
        if repeats > 1:
            tokens.append("twice" if repeats == 2 else "often")
        if p.line < 12 and (layout.title is None or p.line < layout.title) and shape != "prose":
            tokens.append("masthead")
        kind = "embedded" if _EMBEDDED.search(p.before) else _family(line, shape, tokens)
        rule = f"{'dump' if dump else 'text'}.{kind}@1"
        for value, how in _values(p.date, order):
            yield Candidate(
                "published", value, rule, _PRIOR.get(rule.split(".")[1].split("@")[0], 0.3), EvidenceSource.DOCUMENT,
                start=p.date.start, end=p.date.end, snippet=document.text[p.date.start : p.date.end],
                features=(*tokens, how) if how else tuple(tokens),
            )  # fmt: skip


def _tells_of_itself(placed: _Placed) -> bool:
    """Find prose that states the publication date: "It is Friday, …", "This entry was posted on …"."""
    return bool(
        labels.THIS_DAY.search(placed.before[-20:]) or labels.ENTRY.search(placed.before[-80:] + placed.after[:40])
    )


_PRIOR = {
    "byline": 0.8,
    "stamp": 0.6,
    "stated": 0.9,
    "prose": 0.05,
    "caption": 0.05,
    "embedded": 0.05,
    "furniture": 0.2,
    "headline": 0.3,
}


def _family(line: Line, shape: str, tokens: Sequence[str]) -> str:
    if "this_day" in tokens:
        return "stated"
    if line.role is Role.BYLINE:
        return "byline"
    if line.role is Role.CAPTION and shape in ("line", "prose"):  # a bare date among captions is more often a byline's
        return "caption"
    if line.role is Role.TITLE:
        return "headline"
    if shape == "prose":
        return "prose"
    return "stamp" if shape in ("alone", "short") else "furniture"


def _first_of_each(placed: Sequence[_Placed], shapes: Sequence[str], layout: Layout) -> dict[int, list[str]]:
    """Marks the first date of the page, the first under the title, and the first under the title that is no prose."""
    out: dict[int, list[str]] = {}
    under = [i for i, p in enumerate(placed) if layout.title is None or p.line >= layout.title]
    loose = [i for i in under if shapes[i] != "prose"]
    above = [i for i, p in enumerate(placed) if p.line < layout.body_first and shapes[i] != "prose"]
    for name, indices in (
        ("first", range(len(placed))),
        ("first_under", under),
        ("first_loose", loose),
        ("last_above", above[::-1]),
    ):
        if len(indices):
            out.setdefault(indices[0], []).append(name)
    if len(loose) > 1:
        out.setdefault(loose[1], []).append("second_loose")
    return out


def _values(date: WrittenDate, order: str) -> Iterator[tuple[str, str]]:
    if date.day is not None:
        yield date.day.isoformat(), ""
        return
    for name, day in (("dmy", date.day_first), ("mdy", date.month_first)):
        if day is not None and order in ("", name):
            yield day.isoformat(), f"order={name}" if order else f"open={name}"
