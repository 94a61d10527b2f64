"""The lines of an smd-plan/1 document."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import tidy
from smd_workshop.core.messages import N_
from smd_workshop.library.documents import Written, one_line, parse
from smd_workshop.library.plan import plan as read
from smd_workshop.library.plan.codes import recognised
from smd_workshop.library.plan.reading import plan_of
from smd_workshop.library.schemas import FormatError
from smd_workshop.models import Plan
from smd_workshop.plans.files.lines import (
    EXECUTED,
    PROGRAMMED,
    PROGRESS,
    TARGETS,
    VALUES,
    Kind,
    Line,
    Reason,
    Word,
    reason,
)

Part = Mapping[str, Any]


def lines_of(content: bytes, plan: Plan) -> list[Line]:
    """Return the lines of a file, rows counted from 1 in its order.

    Raises Invalid with the place where it is no smd-plan/1, or where it is another plan.
    """
    try:
        document = parse(content, Written)
        found = plan_of(document)
    except FormatError as error:
        raise Invalid(
            N_("This is not a plan that can be read: %(why)s"), why=one_line(error)
        ) from None
    if spelled(found.code) != spelled(plan.code):
        raise Invalid(
            N_("This file is of the plan %(other)s, and this is the plan %(code)s."),
            other=found.code[:60], code=plan.code,
        )  # fmt: skip
    if (found.first, found.last) != (plan.first_year, plan.last_year):
        raise Invalid(
            N_("This file is of the years %(other)s, and this plan of the years %(years)s."),
            other=f"{found.first}–{found.last}", years=f"{plan.first_year}–{plan.last_year}",
        )  # fmt: skip
    made = [
        Line(0, Kind.PLAN, plan.code, words=_words(document, "name")),
        *(_finance(year, each) for year, each in found.finance.items()),
        *_objectives(document),
        *_actions(document),
        *_indicators(document, found),
        *_activities(document, found),
    ]
    return [replace(each, row=row) for row, each in enumerate(made, start=1)]


def spelled(code: str) -> str:
    """Return the canonical spelling of a code that CEPLAN knows; any other as it is."""
    return recognised(code) or " ".join(code.split())


def _words(part: Part, *keys: str) -> dict[str, Word]:
    """Return the words that are there, in one line each and in clean text, as a table has them; null says nothing."""
    return {
        key: _line_of(part[key]) if isinstance(part[key], str) else int(part[key])
        for key in keys
        if part.get(key) is not None
    }


def _line_of(text: str) -> str:
    kept = "".join(c for c in tidy(text) if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _finance(year: int, amounts: read.Finance) -> Line:
    years = {PROGRAMMED: {year: amounts.programmed}, EXECUTED: {year: amounts.executed}}
    return Line(0, Kind.FINANCE, str(year), years=years)


def _objectives(document: Part) -> Iterator[Line]:
    for part in document["objectives"]:
        yield Line(0, Kind.OBJECTIVE, spelled(part["code"]), words=_words(part, "name", "priority"))


def _actions(document: Part) -> Iterator[Line]:
    for part in document["actions"]:
        words = _words(part, "name", "unit")
        yield Line(0, Kind.ACTION, spelled(part["code"]), spelled(part["objective"]), words)


def _indicators(document: Part, found: read.Plan) -> Iterator[Line]:
    for part, each in zip(document["indicators"], found.indicators, strict=True):
        words = _words(part, "name", "relevance", "sense", "aggregation")
        if each.baseline.year is not None:
            words["baseline_year"] = each.baseline.year
        if each.baseline.value is not None:
            words["baseline_value"] = each.baseline.value
        # What nobody said in another place would be told as said here: it is not brought in.
        said = {year: each.values[year] for year in each.values if year not in each.simulated}
        years = {TARGETS: each.targets, VALUES: said}
        yield Line(
            0, Kind.INDICATOR, spelled(each.code), spelled(each.of), words, years,
            _left_aside(sorted(each.simulated & each.values.keys())),
        )  # fmt: skip


def _left_aside(years: list[int]) -> tuple[Reason, ...]:
    """Return the remark on values that are in the file and not brought in."""
    message = N_("what is simulated is not brought in: the value of %(years)s")
    return (reason(message, years=", ".join(map(str, years))),) if years else ()


def _activities(document: Part, found: read.Plan) -> Iterator[Line]:
    for part, each in zip(document.get("activities", ()), found.activities, strict=True):
        yield Line(
            0, Kind.ACTIVITY, spelled(each.code), spelled(each.action), _words(part, "name"),
            {PROGRESS: each.progress},
        )  # fmt: skip
