"""Plans to evaluate: that of ZED Ilo for 2023-2025, and small ones with one thing to look at."""

import copy
import json
from fractions import Fraction
from pathlib import Path

from smd_workshop.library.plan.document import evaluation_of

ZED_ILO = json.loads(
    (Path(__file__).parent / "data" / "zed_ilo_plan.json").read_text(encoding="utf-8")
)
YEAR = 2023


def zed_ilo():
    """Return the plan of ZED Ilo, to be changed at will."""
    return copy.deepcopy(ZED_ILO)


def indicator(code="IND.01.AEI.01.01", of="AEI.01.01", **parts):
    """Return an indicator that reached 20 of 40."""
    return {
        "code": code, "of": of, "relevance": 1, "sense": "ascending", "aggregation": "not additive",
        "targets": {"2023": 40}, "values": {"2023": 20},
    } | parts  # fmt: skip


def plan(*indicators, **parts):
    """Return a plan of one objective with two actions, measured by these indicators."""
    return {
        "format": "smd-plan/1", "code": "PEI", "period": [2023, 2025],
        "objectives": [{"code": "OEI.01"}],
        "actions": [
            {"code": "AEI.01.01", "objective": "OEI.01"},
            {"code": "AEI.01.02", "objective": "OEI.01"},
        ],
        "indicators": list(indicators),
    } | parts  # fmt: skip


def evaluated(document, year=YEAR):
    """Return the evaluation of a document."""
    return evaluation_of(document, year)


def one(year=YEAR, **parts):
    """Return what is found of a single indicator with these parts."""
    return evaluated(plan(indicator(**parts)), year)["indicators"]["IND.01.AEI.01.01"]


def warned(document, about="", year=YEAR):
    """Return the warnings that are about a code, without it."""
    return [
        text.removeprefix(about).removeprefix(": ")
        for text in evaluated(document, year)["warnings"]
        if text.startswith(about)
    ]


def near(value, exact):
    """Tell whether a number of a result is the nearest to an exact one."""
    return value == float(Fraction(exact))
