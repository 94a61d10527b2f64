"""Each item through the rounds that asked it again, as rows: one for each round, sector and step of the scale."""

from collections.abc import Iterator

from reports.presentation import step_words
from reports.spoken import Gettext
from reports.tables import Cell
from smd_workshop.rounds.results.trail import Step, Trail

HEADERS = [
    "workshop", "round", "option", "wording", "outcome", "since_before", "sector", "figure", "median", "step", "people",
]  # fmt: skip


def rows(trail: Trail, gettext: Gettext) -> tuple[list[str], list[list[Cell]]]:
    """Return headers and rows: nothing that the page does not tell, and an empty cell for what is hidden or was not asked.

    Of all sectors together, without a sector, there is the figure alone.
    """
    table: list[list[Cell]] = []
    for code, wording, steps in trail.items:
        for view, step in zip(trail.views, steps, strict=True):
            known: list[Cell] = [view.workshop.name, view.round.number, code, wording]
            known += _said(step, gettext)
            table += [[*known, *each] for each in _figures(step, gettext)]
    return HEADERS, table


def _said(step: Step, gettext: Gettext) -> list[Cell]:
    """Return what came out, and what was said of the move; of an item that was left out, why."""
    if step.outcome is None:
        return [None, step.was]
    return [gettext(step.outcome.name), step.label]


def _figures(step: Step, gettext: Gettext) -> Iterator[list[Cell]]:
    if step.row is None:
        yield [None] * 5
        return
    yield [None, step.row.value, None, None, None]
    for sector, cell in step.row.cells.items():
        if cell is None:
            continue
        spread = step.spread.get(sector)
        if spread is None:
            yield [sector, cell.value, None, None, None]
            continue
        middle = step_words(spread.median, gettext) if spread.median else None
        for words, people in zip(spread.words, spread.counts, strict=True):
            yield [sector, cell.value, middle, step_words(words, gettext), people]
