"""The line that a form says of one thing of a plan: read like the row of a table, and what was emptied is emptied."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.plan import Series
from smd_workshop.library.plan.typed import PER_CENT, how_read
from smd_workshop.models import Plan
from smd_workshop.plans.files import from_table, imports
from smd_workshop.plans.files.columns import Column, called, heading
from smd_workshop.plans.files.from_json import spelled
from smd_workshop.plans.files.lines import PROGRESS, TARGETS, Kind, Line, Reason, Refused, Word
from smd_workshop.plans.files.outcomes import Known, Outcome
from smd_workshop.plans.files.verdicts import decided
from smd_workshop.plans.measurements import variables

#: What is a number, or nothing.
_NUMBERS: Final = frozenset({"priority", "relevance", "baseline_year", "baseline_value"})
#: What a form says of years, by the kind of thing.
OF_YEARS: Final = {Kind.INDICATOR: TARGETS, Kind.ACTIVITY: PROGRESS}
#: Why a new thing is refused.
TAKEN: Final = N_("There is %(code)s in this plan already. Correct that one.")
#: What is begun and corrected in a form.
FORMED: Final = (Kind.OBJECTIVE, Kind.ACTION, Kind.ACTIVITY, Kind.INDICATOR)
#: Whose fields are never empty: they are chosen from a list.
_ALWAYS: Final = frozenset({"sense", "aggregation", "frequency", "kind"})


def known(plan: Plan, kind: Kind, code: str) -> Known | None:
    """Return what a plan holds of one thing, None where there is no such thing."""
    return imports.snapshot(plan).get((kind, code))


def seen(of: Known | None) -> str:
    """Return a name for exactly this state of a thing, by which a form says what its writer had seen."""
    return hashlib.sha256(repr(of).encode()).hexdigest()[:32]


def written(word: Word | Decimal | None) -> str:
    """Return a word as a form shows it; a number with its digits, spelled so that it is read back as the same."""
    if isinstance(word, Decimal):
        text = f"{word:f}"
        return (
            text + "0" if len(text.partition(".")[2]) == 3 else text
        )  # 1.234 may be a thousand too
    return "" if word is None else str(word)


def line_of(
    kind: Kind, texts: Mapping[str, str], years: Mapping[int, str], before: Known | None
) -> Line:
    """Return the line of a form; a field that was emptied says so where something stood before.

    `texts` are the fields by the names of `from_table.TAKES`, with `code` and `parent`; `years` are
    the targets of an indicator or the progress of an activity as they were typed.
    """
    code, parent = spelled(texts.get("code", "")), texts.get("parent", "")
    measure = PER_CENT if kind is Kind.ACTIVITY else texts.get("measure", "").strip()
    try:
        words = _words(kind, texts, measure)
        series = _series(OF_YEARS[kind], years, before, measure) if kind in OF_YEARS else {}
    except Refused as refused:
        return Line(1, kind, code, refused=refused.why)
    typed = [texts.get("baseline_value", ""), *years.values()] if kind in OF_YEARS else []
    read = tuple(Reason(said) for text in typed if (said := how_read(text, measure)) is not None)
    return Line(1, kind, code, parent, words, {OF_YEARS[kind]: series} if series else {}, read)


def _words(kind: Kind, texts: Mapping[str, str], measure: str) -> dict[str, Word]:
    words: dict[str, Word] = {}
    for key in imports.WORDS[kind]:
        text = texts.get(key)
        if text is None or (not text.strip() and key in _ALWAYS):
            continue
        if not text.strip():
            words[key] = None if key in _NUMBERS else ""
        elif key == "kind":
            words[key] = text
        elif key == "baseline_value":
            words[key] = from_table.figure_of(Column(0, key, None, heading(key)), text, measure)
        else:
            words[key] = from_table.word_of(key, Column(0, key, None, heading(key)), text)
    return words


def _series(name: str, years: Mapping[int, str], before: Known | None, measure: str) -> Series:
    there = before.years.get(name, {}) if before else {}
    found: dict[int, Decimal | None] = {}
    for year, text in years.items():
        if text.strip() or year in there:
            column = Column(0, name, year, heading(name, year))
            found[year] = from_table.figure_of(column, text, measure) if text.strip() else None
    return found


def outcome_of(plan: Plan, line: Line, today: date, *, new: bool) -> Outcome:
    """Return what a form would do to a plan; raises Invalid where its code is taken already, or there is no such thing."""
    there = imports.snapshot(plan)
    if new and (line.kind, line.code) in there:
        raise Invalid(TAKEN, code=line.code)
    return decided([line], there, today.year, variables.names_of(plan.process))


def field_of(why: Reason) -> str:
    """Return the field of a form that a reason is about, '' for the whole of it."""
    of_years = {
        heading(name, year): f"y{year}" for name in OF_YEARS.values() for year in range(1900, 2201)
    }
    words = {called(key): key for keys in imports.WORDS.values() for key in keys if called(key)}
    return (words | of_years).get(why.column, "")
