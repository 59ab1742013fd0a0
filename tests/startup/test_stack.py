"""Calls made from a function with room do not map memory, wherever on the stack they happen."""

import resource

from dossier_etl.startup.stack import with_stack_room


def _leaf(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, m=0, n=0, p=0, q=0, r=0, s=0, t=0, u=0, v=0, w=0):  # type: ignore[no-untyped-def]
    """Its frame is larger than that of `_faults`, so at some depths it does not fit where that one did."""


def _faults(depth: int) -> int:
    """Pages of memory newly mapped by a thousand calls made this deep."""
    if depth:
        return _faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        _leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@with_stack_room
def _worst(depths: int, *, of: str = "calls") -> tuple[int, str]:
    return max(_faults(depth) for depth in range(depths)), of


def test_no_call_maps_memory_anew() -> None:
    assert _worst(300)[0] < 500


def test_the_function_stays_what_it_was() -> None:
    assert _worst(1, of="loops")[1] == "loops"
    assert _worst.__name__ == "_worst"
