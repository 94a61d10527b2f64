"""A report on a plan as one document, smd-plan-report/1: page and PDF are made from it and from nothing else.

Every figure stands in it once, under its name; tables and texts name the figures, so that they cannot disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from smd_workshop.core.numbers import number
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.evaluation.outstanding import Outstanding, outstanding
from smd_workshop.library.plan.passages import Block, Piece, blocks_of, by_hand
from smd_workshop.library.plan.periods import Period, Span, following
from smd_workshop.library.plan.quoted import OF_ALL, Quoted, stated
from smd_workshop.models import PlanIndicator
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.evaluation.sentences import sentence
from smd_workshop.plans.measurements import history, values
from smd_workshop.plans.reports import passages, places
from smd_workshop.plans.reports.assessing import Assessed
from smd_workshop.plans.reports.places import Place

REPORT: Final = "smd-plan-report/1"

Json = dict[str, Any]


def contents(of: Assessed, today: date, *, edition: int, reason: str = "") -> Json:
    """Return a report as it would be sealed today, in the language that is spoken at the moment.

    Raises Invalid where a passage refers to a figure that the plan does not have any more.
    """
    plan = of.plan
    written = {key: each.text for key, each in passages.of(plan, of.period).items() if each.text}
    texts = _blocks(of, written, places.places_of(plan, of.found, of.period))
    notes = _blocks(of, written, places.notes_of(plan, of.period))
    return {
        "format": REPORT,
        "process": {
            "code": plan.process.code, "name": plan.process.name,
            "simulated": plan.process.simulated, "time_zone": plan.process.time_zone,
        },
        "plan": {
            "code": plan.code, "name": plan.name, "organisation": plan.organisation,
            "kind": plan.kind, "period": [plan.first_year, plan.last_year], "source": plan.source,
        },
        "period": str(of.period),
        "year": of.period.year,
        "edition": edition,
        "reason": reason,
        "day": today.isoformat(),
        "input_sha256": sha256(documents.document_of(plan, of.until)),
        **measured(of),
        "texts": {key: [_block(each) for each in blocks] for key, blocks in texts.items()},
        "notes": list(_notes(notes)),
        "by_hand": list(_by_hand(texts | notes, of.figures)),
        "warnings": [
            {"code": each.code, "kind": str(each.kind), "text": sentence(each.sentence)}
            for each in of.cautions
        ],
    }  # fmt: skip


def _blocks(
    of: Assessed, written: Mapping[str, str], listed: Iterable[Place]
) -> dict[str, tuple[Block, ...]]:
    return {
        place.key: blocks_of(written[place.key], of.figures)
        for place in listed
        if place.key in written
    }


def measured(of: Assessed) -> Json:
    """Return the figures of a report with all that has to be said beside them, and what they are about."""
    return {
        "figures": _figures(of),
        **_outstanding(of),
        # A judgement by a rule that may change: what was sealed keeps the one that its PDF was printed with.
        "enough": documents.coverage_of(of.plan, of.period.year).enough,
        "objectives": [_objective(of, each) for each in of.plan.objectives],
        "actions": [_action(of, each) for each in of.plan.actions],
        "indicators": [_indicator(each, of.until) for each in of.plan.indicators],
    }


def _figures(of: Assessed) -> Json:
    found = {name: _figure(each) for name, each in of.figures.items()}
    for row in of.plan.indicators:
        own = [each for each in row.targets if each.year == of.period.year]
        if own and history.is_provisional(own[-1]):
            found[f"{row.code}.target"]["provisional"] = True
    return found


def _figure(each: Quoted) -> Json:
    return {
        "shown": each.shown,
        "unit": each.unit,
        "exact": None if each.exact is None else str(each.exact),
        **({"light": str(each.light)} if each.light else {}),
        **({"reason": sentence(each.reason)} if each.reason else {}),
        **({"simulated": True} if each.simulated else {}),
    }


def _outstanding(of: Assessed) -> Json:
    """Return, by the names of figures over several indicators, what those can still come to that are not whole."""
    if of.until is not None:
        return {}  # a year that goes on has no lights
    found = {
        name: outstanding(of.found.indicators[each.code] for each in listed)
        for name, listed in _groups(of)
    }
    open_ = {name: _bounds(each) for name, each in found.items() if each.known and not each.whole}
    return {"outstanding": open_} if open_ else {}


def _groups(of: Assessed) -> Iterator[tuple[str, list[PlanIndicator]]]:
    """Yield the name of each figure over several indicators with these."""
    rows = of.plan.indicators
    yield "plan.weighted", [each for each in rows if each.action]
    for aim in of.plan.objectives:
        yield f"{aim.code}.outcome", [each for each in rows if each.of is aim]
        own = [each for each in rows if each.action and each.action.objective is aim]
        yield f"{aim.code}.rollup", own
    for action in of.plan.actions:
        yield f"{action.code}.progress", [each for each in rows if each.of is action]


def _bounds(of: Outstanding) -> Json:
    return {
        "known": of.known, "of": of.of, "sure": of.sure,
        "least": number(of.least, OF_ALL), "most": number(of.most, OF_ALL),
    }  # fmt: skip


def _objective(of: Assessed, row: Any) -> Json:
    return {
        "code": row.code, "name": row.name, "priority": row.priority, "type": row.type,
        "indicators": [each.code for each in of.plan.indicators if each.of is row],
        "actions": [each.code for each in of.plan.actions if each.objective is row],
    }  # fmt: skip


def _action(of: Assessed, row: Any) -> Json:
    return {
        "code": row.code, "name": row.name, "unit": row.unit, "priority": row.priority,
        "objective": row.objective.code,
        "indicators": [each.code for each in of.plan.indicators if each.of is row],
        "critical": of.found.actions[row.code].critical,
    }  # fmt: skip


def _indicator(row: PlanIndicator, until: Period | None) -> Json:
    return {
        "code": row.code, "name": row.name, "of": row.of.code,
        "executing_unit": row.executing_unit, "responsible": row.responsible,
        "relevance": row.relevance, "sense": row.sense, "aggregation": row.aggregation,
        "measure": row.measure, "baseline_year": row.baseline_year,
        "baseline": stated(row.baseline_value),
        "targets": {str(year): stated(value) for year, value in values.targets(row).items()},
        "values": {str(year): stated(value) for year, value in values.by_year(row, until).items()},
        **({} if until is None else {"followed": _followed(row, until)}),
    }  # fmt: skip


def _followed(row: PlanIndicator, until: Period) -> Json:
    """Return by the end of a period: what was measured last in its year, who brings the next value, which was due already."""
    known = {each: of for each, of in values.counting(row).items() if each.last <= until.last}
    own = sorted(
        (each for each, of in known.items() if each.year == until.year and of.value is not None),
        key=lambda each: (
            each.last,
            -each.first.toordinal(),
        ),  # as library.plan.periods.value_until
    )
    due = following(list(known), Span(row.frequency), row.plan.first_year, row.plan.last_year)
    return {
        "measured": str(own[-1]) if own else "",
        "due": str(due) if due is not None and due.last <= until.last else "",
        "who": row.updater or row.responsible,
    }


def _block(block: Block) -> Json:
    return {"list": block.is_list, "lines": [_pieces(point) for point in block.points]}


def _pieces(pieces: tuple[Piece, ...]) -> list[Json]:
    return [{"figure": each.figure} if each.figure else {"text": each.text} for each in pieces]


def _notes(notes: Mapping[str, tuple[Block, ...]]) -> Iterator[Json]:
    """Yield the footnotes with their numbers: each paragraph of each place is one."""
    numbered = [
        (key.removeprefix(places.NOTE), point)
        for key, blocks in notes.items()
        for block in blocks
        for point in block.points
    ]
    for mark, (about, point) in enumerate(numbered, start=1):
        yield {"number": mark, "about": about, "pieces": _pieces(point)}


def _by_hand(
    written: Mapping[str, tuple[Block, ...]], figures: Mapping[str, Quoted]
) -> Iterator[Json]:
    for key, blocks in written.items():
        # What was typed again in the same place is looked at, and told, once.
        for each in dict.fromkeys(by_hand(blocks, figures)):
            yield {"place": key, "text": each.text, "like": list(each.like)}
