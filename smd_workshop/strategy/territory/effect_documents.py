"""Cumulative effects as open data: one document, and a long table with a row for each two of which something was said."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from smd_workshop.core import zones
from smd_workshop.library.strategy.effects import Outlook, Use
from smd_workshop.models import EffectContribution, Process, Round, Stressor
from smd_workshop.plans.files.to_table import Cell, number
from smd_workshop.strategy.scorecards.documents import PLACES
from smd_workshop.strategy.territory.effect_ratings import Proposal
from smd_workshop.strategy.territory.effects import Said, Shown

Json = dict[str, Any]
FORMAT: Final = "smd-effects/1"
#: Columns of the long table; a component of which nobody said anything has one row as well.
COLUMNS: Final = (
    "component", "kind", "unit", "better", "threshold", "baseline_year", "baseline", "trend",
    "use_percent", "band", "stressor", "acts", "sign", "magnitude", "magnitude_unit", "favourable",
    "mode", "confidence", "source", "said_at", "refused_median", "refused_because",
)  # fmt: skip


def document_of(
    process: Process,
    shown: Sequence[Shown],
    stressors: Sequence[Stressor],
    refused: Mapping[int, Sequence[Proposal]],
) -> Json:
    """Return what the public may read as smd-effects/1: exact numbers as text, null where nobody knows.

    `refused` is what workshops said and was not taken over, by the ids of components.
    """
    return {
        "format": FORMAT,
        "process": process.code,
        "simulated": process.simulated,
        "components": [
            _component(process, each) | {"refused": _refused(process, refused.get(each.row.id, ()))}
            for each in shown
        ],
        "stressors": [
            {"name": each.name, "acts": each.state, "note": each.note} for each in stressors
        ],
    }


def _component(process: Process, shown: Shown) -> Json:
    row, baseline, decision = shown.row, shown.baseline, shown.decision
    return {
        "id": row.id, "name": row.name, "kind": row.kind, "boundary": row.boundary,
        "period": [row.first_year, row.last_year], "unit": row.unit, "better": row.better,
        "threshold": _exact(row.threshold), "threshold_source": row.threshold_source,
        "baseline": baseline and {
            "year": baseline.year, "value": _exact(baseline.value), "trend": baseline.trend,
            "source": baseline.source,
        },
        **_outlook(shown.outlook),
        "contributions": [_contribution(process, each) for each in shown.contributions],
        "decision": decision and {
            "decision": decision.decision, "decided_by": decision.decided_by,
            "reason": decision.reason, "said_at": _moment(process, decision.said_at),
        },
        "measures": [
            {
                "kind": each.kind, "text": each.text, "responsible": each.responsible,
                "ended_reason": each.ended_reason,
            }
            for each in shown.measures
        ],
    }  # fmt: skip


def _outlook(outlook: Outlook) -> Json:
    return {
        "projected": _exact(outlook.projected),
        "no_sum_because": outlook.lack and outlook.lack.value,
        "use_now": _use(outlook.now),
        "use_then": _use(outlook.then),
    }


def _use(use: Use) -> Json:
    return {
        "percent": None if use.share is None else round(float(use.share * 100), PLACES),
        "band": use.band and use.band.value,
        "lack": use.lack and use.lack.value,
    }


def _contribution(process: Process, said: Said) -> Json:
    row = said.row
    return {
        "stressor": row.stressor.name, "acts": row.stressor.state, "sign": row.sign,
        "magnitude": _exact(row.magnitude), "unit": row.unit, "favourable": said.favourable,
        "mode": row.mode, "confidence": row.confidence, "source": row.source,
        "round": row.round and _round(row.round), "said_at": _moment(process, row.said_at),
        "said_before": len(said.former), "former": [_former(process, each) for each in said.former],
    }  # fmt: skip


def _former(process: Process, row: EffectContribution) -> Json:
    return {
        "sign": row.sign, "magnitude": _exact(row.magnitude), "unit": row.unit,
        "confidence": row.confidence, "source": row.source, "said_at": _moment(process, row.said_at),
    }  # fmt: skip


def _refused(process: Process, proposals: Sequence[Proposal]) -> list[Json]:
    return [
        {
            "stressor": each.stressor.name, "acts": each.stressor.state, "sign": each.read.sign.value,
            "strength": each.read.strength.value, "confidence": each.read.confidence.value,
            "median": _exact(each.read.median), "provisional": each.provisional,
            "round": _round(each.round), "reason": each.refused.reason,
            "said_at": _moment(process, each.refused.said_at),
        }
        for each in proposals
        if each.refused is not None
    ]  # fmt: skip


def _round(row: Round) -> Json:
    return {"workshop": row.workshop.code, "number": row.number}


def rows_of(document: Json) -> Iterator[list[Cell]]:
    """Yield the long table of a document."""
    for each in document["components"]:
        baseline = each["baseline"] or {"year": None, "value": None, "trend": ""}
        use = each["use_now"]
        of_component: list[Cell] = [
            each["name"], each["kind"], each["unit"], each["better"],
            _number(each["threshold"]), baseline["year"], _number(baseline["value"]), baseline["trend"], use["percent"], use["band"] or "",
        ]  # fmt: skip
        rows = [
            *([*_cells(said), None, ""] for said in each["contributions"]),
            *(_cells_refused(said) for said in each["refused"]),
        ]
        for cells in rows or [[*_NOTHING, None, ""]]:
            yield [*of_component, *cells]


#: Of a component of which nobody said anything.
_NOTHING: Final[tuple[Cell, ...]] = ("", "", "", None, "", None, "", "", "", "")


def _cells(said: Json) -> list[Cell]:
    return [
        said["stressor"], said["acts"], said["sign"], _number(said["magnitude"]), said["unit"],
        said["favourable"], said["mode"], said["confidence"], said["source"], said["said_at"],
    ]  # fmt: skip


def _cells_refused(said: Json) -> list[Cell]:
    """Return the row of what a workshop said and was refused: it has no sign of its own, for it counts nowhere."""
    nothing: list[Cell] = ["", None, "", None, "", said["confidence"], ""]
    return [
        said["stressor"], said["acts"], *nothing, said["said_at"], _number(said["median"]),
        said["reason"],
    ]  # fmt: skip


def _number(text: str | None) -> Cell:
    return None if text is None else number(Decimal(text))


def _exact(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def _moment(process: Process, moment: Any) -> str:
    return zones.written(moment, process.time_zone)
