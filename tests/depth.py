"""How deep tests that draw their cases by chance go: a little on each change, far with `make test-deep`."""

import os

DEEP = bool(os.environ.get("SMD_TEST_DEEP"))


def cases(few, many):
    """Return how many cases to draw: the few of each change, or the many of `make test-deep`."""
    return many if DEEP else few
