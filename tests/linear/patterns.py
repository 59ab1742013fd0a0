"""Every pattern the package compiles, and texts on which a pattern that backtracks gives itself away.

Run as a program it prints, per pattern that grows faster than its text, the pattern and the text's unit.
"""

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
C: Any = import_module("re._constants")

SOURCE = Path(__file__).parents[2] / "src" / "dossier_etl"
STEPS = (12, 18, 24, 128, 1024)
"""Repetitions of a unit: growing slowly at first, because an exponential pattern doubles its work with each."""
CHARACTERS = 16_000
"""Length of the longest text."""
SLOW = 0.03
"""CPU seconds for the longest text. A linear pattern needs some 0.001 s, a quadratic one .1 s and more."""
MATCHED_ONLY = ("(?P<approx>", "(?P<freq>", r"\s*+(?:[}")
"""Beginnings of patterns that are matched at one place under another name: the date tagger's rules, what follows a JSON value."""
UNITS = (
    *(" ", "\t", "a", "A", "1", "a ", "A ", "1 ", "a.", ".", ",", "-", "- ", "– ", "'s ", "|", " | "),
    *("a@", "[", "[]()", "(", ")", ": ", "/", "a/", '"'),
)
TAILS = ("", "!", "a", "\x00")


def compiled_by_the_package() -> list[tuple[str, int]]:
    """Return (pattern, flags) of everything that importing the package and deriving the seeds compiles."""
    found: dict[tuple[str, int], None] = {}
    compile_pattern = _compiler.compile

    def noting(pattern: Any, flags: int = 0) -> Any:
        caller = sys._getframe(1)
        while caller and caller.f_globals.get("__name__", "").startswith(("re", "functools")):
            caller = caller.f_back  # type: ignore[assignment]
        if (
            caller
            and caller.f_globals.get("__name__", "").startswith(("dossier_etl", "__main__"))
            and isinstance(pattern, str)
        ):
            found[pattern, int(flags)] = None
        return compile_pattern(pattern, flags)

    _compiler.compile = noting
    try:
        import dossier_etl

        for module in pkgutil.walk_packages(dossier_etl.__path__, "dossier_etl."):
            if not module.name.endswith(("__main__", "fork_server")):
                importlib.import_module(module.name)
        _derive_seeds()
    finally:
        _compiler.compile = compile_pattern
    return sorted(found)


def _derive_seeds() -> None:
    from dossier_etl.derive.record import DeriveContext, derive
    from dossier_etl.extract import Source, read_source
    from dossier_etl.model.records import Record

    for path in sorted((Path(__file__).parents[2] / "seeds").glob("[0-9]*")):
        records = [r for r in read_source(Source(path.name, path)) if isinstance(r, Record)]
        derive(records, DeriveContext())


def samples(nodes: Any, limit: int = 3) -> list[str]:
    """Return a few texts that a parsed pattern matches, as far as one can tell without matching."""
    texts = [""]
    for op, argument in nodes:
        choices = _choices(op, argument)
        texts = [t + c for t in texts for c in choices][:limit]
    return texts


def _choices(op: Any, argument: Any) -> list[str]:
    if op is C.LITERAL:
        return [chr(argument)]
    if op is C.NOT_LITERAL:
        return ["a" if argument != ord("a") else "b"]
    if op is C.ANY:
        return ["a"]
    if op is C.IN:
        return _members(argument)
    if op is C.BRANCH:
        return [t for branch in argument[1] for t in samples(branch, 2)][:4]
    if op is C.SUBPATTERN:
        return samples(argument[3])
    if op is C.ATOMIC_GROUP:
        return samples(argument)
    if op in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
        least, _, body = argument
        return [t * max(1, least) for t in samples(body, 2)] + ([""] if least == 0 else [])
    return [""]


def _members(items: Any) -> list[str]:
    negated = items[0][0] is C.NEGATE
    if negated:
        excluded = {argument for op, argument in items if op is C.LITERAL}
        return [c for c in ("a", " ", "1", "-") if ord(c) not in excluded][:2] or ["~"]
    found = []
    for op, argument in items[:6]:
        if op is C.LITERAL:
            found.append(chr(argument))
        elif op is C.RANGE:
            found.append(chr(argument[0]))
        elif op is C.CATEGORY:
            found.append({C.CATEGORY_DIGIT: "1", C.CATEGORY_SPACE: " ", C.CATEGORY_WORD: "a"}.get(argument, "-"))
    return found[:3] or ["a"]


def units(pattern: str, flags: int) -> Iterator[str]:
    """Yield the units that texts are repeated from: those of every pattern, each repeat's body, and each beginning before one."""
    yield from UNITS
    tree = _parser.parse(pattern, flags)
    seen: set[str] = set()
    for text in _of_repeats(list(tree), ""):
        if text and len(text) <= 60 and text not in seen:
            seen.add(text)
            yield text


def _of_repeats(nodes: Sequence[Any], before: str) -> Iterator[str]:
    for op, argument in nodes:
        if op in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT) and argument[1] > 8:
            for body in samples(argument[2]):
                yield body
                yield before + body
                yield body + before
        if op in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
            yield from _of_repeats(list(argument[2]), before)
        elif op is C.SUBPATTERN:
            yield from _of_repeats(list(argument[3]), before)
        elif op is C.BRANCH:
            for branch in argument[1]:
                yield from _of_repeats(list(branch), before)
        before = (before + samples([(op, argument)], 1)[0])[-40:]


def only_matched(everything: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return the (pattern, flags) of names in modules that the package only matches at one place: never searches, splits, replaces."""
    everywhere = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    found, searched = set(), set()
    for module in list(sys.modules.values()):
        if not getattr(module, "__name__", "").startswith("dossier_etl"):
            continue
        own = Path(str(module.__file__)).read_text("utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                source = own if name.startswith("_") else everywhere
                used = set(re.findall(rf"\b{name}\.(\w+)\b", source)) or {"search"}
                (found if used <= {"match", "fullmatch", "pattern"} else searched).add(
                    (value.pattern, value.flags & ~re.UNICODE)
                )
    return (found - searched) | {(p, f & ~re.UNICODE) for p, f in everything if p.startswith(MATCHED_ONLY)}


def seconds(pattern: re.Pattern[str], text: str, matched: bool) -> float:
    """Return the CPU time of matching a text's beginning and whole, or of searching it for every match."""
    start = time.process_time()
    if matched:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - start


def _grows(pattern: re.Pattern[str], unit: str, n: int, tail: str, matched: bool) -> bool:
    """Return True if a text is slow, and half of it takes less than a third of the time."""
    whole = seconds(pattern, unit * n + tail, matched)
    if whole <= SLOW:
        return False
    return whole > 3 * min(seconds(pattern, unit * (n // 2) + tail, matched) for _ in range(2))


def slow_text(pattern: str, flags: int, matched: bool = False, most: int = CHARACTERS) -> str:
    """Return the unit and the number of its repetitions on which a pattern's work grows faster than the text; empty if there is none.

    Args:
        matched: the pattern is only matched at one place of a text.
        most: repetitions; with some 24 only exponential growth shows.
    """
    compiled = re.compile(pattern, flags)
    for unit in units(pattern, flags):
        longest = min(most, CHARACTERS // len(unit))
        for n in (*(step for step in STEPS if step < longest), longest):
            for tail in TAILS if n in (STEPS[2], longest) else TAILS[1:2]:
                # Twice: once may be the machine's fault.
                if all(_grows(compiled, unit, n, tail, matched) for _ in range(2)):
                    return f"{unit!r} * {n} + {tail!r}"
    return ""


if __name__ == "__main__":
    everything = compiled_by_the_package()
    once = only_matched(everything)
    most = int(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS
    bad = [(p, f, slow) for p, f in everything if (slow := slow_text(p, f, (p, f & ~re.UNICODE) in once, most))]
    for pattern, _, slow in bad:
        print(f"{slow:<40} {pattern[:160]!r}")
    print(len(everything), "patterns,", len(bad), "grow too fast", file=sys.stderr)
