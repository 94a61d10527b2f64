"""How much a call does, counted and not timed: the same on every machine, however busy it is."""

import sys
from collections.abc import Callable
from typing import Any


def counted(function: Callable, *args, **options) -> tuple[int, Any]:
    """Return how many functions (Python's and C's) ran inside the call, and what it gave."""
    calls = 0

    def seen(_frame, event, _what):
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        given = function(*args, **options)
    finally:
        sys.setprofile(before)
    return calls, given


def lines(function: Callable, *args, **options) -> tuple[int, Any]:
    """Return how many lines of Python ran inside the call, also of loops that call nothing, and what it gave."""
    ran = 0

    def seen(_frame, event, _what):
        nonlocal ran
        ran += event == "line"
        return seen

    before = sys.gettrace()
    sys.settrace(seen)
    try:
        given = function(*args, **options)
    finally:
        sys.settrace(before)
    return ran, given
