"""Room on the interpreter's stack."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_SLOTS = 1 << 17
"""Values of 8 bytes: a little over 1 MB with what CPython adds, so that it maps 2 MB and half of it stays free."""


def with_stack_room(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, called so that whatever it calls finds room on the interpreter's stack.

    CPython (since 3.11) keeps the frames of Python functions in pieces of 16 KB, and returns a piece to the system as soon as the
    first frame in it is done. Where a loop happens to call across the end of a piece, every call maps and unmaps memory: 40,000
    times while Great Expectations is imported and run, a third of a second of system time. A frame that is larger than a
    piece gets a larger one, and the frames above it share that. Memory that is not touched is not used.
    """

    def roomy(*args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_SLOTS)
    return functools.wraps(function)(roomy)
