"""What staff write about shared value, clusters and effects: there, not too long, and one of the words."""

from collections.abc import Collection
from datetime import datetime

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT = 200, 500, 2000


def line(text: str, most: int = LONGEST_LINE) -> str:
    """Return a text as one line; Invalid where it is too long: nothing is cut in silence."""
    kept = " ".join(text.split())
    if len(kept) > most:
        raise Invalid(N_("Please write at most %(most)s characters."), most=most)
    return kept


def written(text: str, why: str, most: int = LONGEST_LINE) -> str:
    """Return a text that must be there as one line; Invalid with these words where it is not."""
    kept = line(text, most)
    if not kept:
        raise Invalid(why)
    return kept


def chosen(word: str, words: Collection[str]) -> str:
    """Return a word that a form chose; Invalid for one that it did not offer."""
    if word not in words:
        raise Invalid(N_("Choose one of the answers that are offered."))
    return word


def year_of(text: str) -> int:
    """Return a year as it was typed; Invalid for anything else."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 1000):
        raise Invalid(N_("Write a year such as 2026."))
    return int(text)


def shown_at(shown: datetime | None, at: datetime, *, show: bool) -> datetime | None:
    """Return since when the public reads something: what is shown already keeps its moment."""
    return (shown or at) if show else None
