"""How deep tests that draw their cases by chance go: a little on each change, far with `make test-deep`."""

import itertools
import os

import pytest
from hypothesis.internal.conjecture import providers

DEEP = bool(os.environ.get("SMD_TEST_DEEP"))


def cases(few, many):
    """Return how many cases to draw: the few of each change, or the many of `make test-deep`."""
    return many if DEEP else few


def draw_no_words_of_sources():
    """Let Hypothesis not read all sources for numbers and words, of which it would draw one in twenty values.

    On a fresh checkout that takes each worker longer than many a file of tests, and of few cases hardly one has such a
    value; the usual odd values (0, the largest numbers, texts that programs stumble over) are drawn all the same.
    """
    assert callable(providers._get_local_constants)  # its own name for it, which may change
    providers._get_local_constants = lambda: providers._local_constants


def some_of(*values):
    """Return every combination of the values as parameters: on each change as few as name each value, all when going
    deep; of those that wait each has the mark that says so."""
    longest = max(map(len, values))
    first = {tuple(each[n % len(each)] for each in values) for n in range(longest)}
    combined = itertools.product(*values)
    return [
        pytest.param(*each, marks=[] if each in first else [pytest.mark.deep]) for each in combined
    ]
