"""Each item through the rounds that asked it again: what came out in each, and what was said of the move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smd_workshop.library.findings import Outcome, Row
from smd_workshop.library.findings.rows import Unit
from smd_workshop.library.sectors.distributions import Distribution
from smd_workshop.rounds.results import results, spread
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.rounds.results.spread import Spread
from smd_workshop.rounds.series import repeating


@dataclass(frozen=True, slots=True)
class Step:
    """What one round said of one item; without a row it was not asked in it.

    `label` is what was said of the move since the round before, `was` what had settled it where it was left out;
    `spread` how the answers of sectors were spread, as far as that may be told (rounds.results.spread).
    """

    row: Row | None = None
    outcome: Outcome | None = None
    unit: Unit = "mean"
    label: str | None = None
    was: str | None = None
    spread: Mapping[str, Distribution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail:
    """Rounds that asked the same, the first one first, and each item with a step for each of them."""

    views: tuple[ResultView, ...]
    items: tuple[tuple[str, str, tuple[Step, ...]], ...]


def of(view: ResultView, *, staff: bool = False, spreads: bool = False) -> Trail | None:
    """Return the items of a round through all rounds before it that the reader may see; None of a round asked once.

    With `spreads` each step has how answers were spread.
    """
    earlier = repeating.rounds_of(view.round)[:-1]
    views = [
        results.view(each, staff=staff)
        for each in earlier
        if results.public_may_see(each) or (staff and results.staff_may_see(each))
    ]
    if not views or view.findings is None:
        return None
    every = (*views, view)
    found = [dict(_steps(each, spread.of(each) if spreads else {})) for each in every]
    wordings = {code: words for each in every for code, words in each.wordings.items()}
    return Trail(
        every,
        tuple(
            (code, words, tuple(_step(steps, each, code) for steps, each in zip(found, every, strict=True)))
            for code, words in wordings.items()
        ),
    )  # fmt: skip


def _steps(view: ResultView, spreads: Spread) -> Iterator[tuple[str, Step]]:
    if view.findings is None:
        return
    said: Mapping[str, Any] = (view.moved or {}).get("items", {})
    grid = view.findings.grid
    for section in grid.sections:
        for row in section.rows:
            scale = row.scale or grid.scale
            label = said.get(row.code, {}).get("label")
            yield (
                row.code,
                Step(row, section.outcome, scale.unit, label, spread=spreads.get(row.code, {})),
            )


def _step(steps: Mapping[str, Step], view: ResultView, code: str) -> Step:
    dropped = (view.moved or {}).get("dropped", {})
    return steps.get(code, Step(was=dropped.get(code)))
