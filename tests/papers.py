"""Papers for tests that look at something else: to print one takes seconds."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest


class Unprinted:
    """In the place of WeasyPrint's HTML: it prints nothing, and its PDF holds the source to be compared."""

    def __init__(self, string, **_options):
        self._source = string

    def render(self, **_options):
        return SimpleNamespace(metadata=SimpleNamespace(), write_pdf=self._write)

    def _write(self, **_options):
        return b"%PDF-1.7\n" + self._source.encode()


@contextmanager
def unprinted():
    """Let every document be its HTML. What is on paper is the matter of tests/reports and test_hostile_papers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("weasyprint.HTML", Unprinted)
        yield
