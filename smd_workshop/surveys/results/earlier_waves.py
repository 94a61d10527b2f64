"""Waves of before that a closed one can be compared with, and what changed since the last of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smd_workshop.library.survey.apart import SELF_SELECTED
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.library.survey.instrument import versions
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.respondents.turnout import waves_before
from smd_workshop.surveys.results import summaries

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A wave of before on the same scale, as far as it may be shown."""

    name: str
    year: int
    figures: Figures
    #: Whether it was gathered elsewhere.
    imported: bool = False


def waves_to_compare(wave: Wave, shown: Shown, *, public: bool) -> tuple[Earlier, ...]:
    """Return the waves of before that a closed one can be compared with, the oldest first; in public those with a summary."""
    found: list[Earlier] = []
    # Who comes by a link for anybody is each time somebody else: that is no change.
    if shown.figures["sampling"] == SELF_SELECTED:
        return ()
    for each in waves_before(wave):
        if public and summaries.of(each) is None:
            continue
        before = dataset.shown(each)
        if before is None or before.nothing or before.figures["scale"] != shown.figures["scale"]:
            continue
        if before.figures["sampling"] == SELF_SELECTED:
            continue
        if _has_headline(before.figures) and _comparable(each, wave):
            gathered = each.imported is not None
            found.append(Earlier(each.name, each.year, before.figures, gathered))
    return tuple(found)


def _has_headline(figures: Figures) -> bool:
    headline = figures["headline"]
    return headline is not None and bool(headline["denominator"])


def _comparable(before: Wave, after: Wave) -> bool:
    """Say whether no change of the questionnaire between them breaks what is compared."""
    if before.instrument_id == after.instrument_id:
        return True
    changes = instruments.changes_between(before.instrument, after.instrument)
    return versions.trend(changes) is not versions.Trend.BROKEN


def change(earlier: tuple[Earlier, ...], shown: Shown) -> Figures | None:
    """Return what changed since the last of them (library.survey.figures.trend); None where nothing can be said."""
    if not earlier or not _has_headline(shown.figures):
        return None
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.figures.trend import trend  # noqa: PLC0415

    return trend(earlier[-1].figures, shown.figures)
