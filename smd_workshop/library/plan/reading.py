"""From an smd-plan/1 document to a plan, or to the place where it is wrong and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from smd_workshop.core.messages import N_
from smd_workshop.library import schemas
from smd_workshop.library.ballots import shown
from smd_workshop.library.documents import Written
from smd_workshop.library.plan.codes import recognised
from smd_workshop.library.plan.plan import (
    Action,
    Activity,
    Baseline,
    Finance,
    Indicator,
    Objective,
    Plan,
    Sense,
    Series,
)
from smd_workshop.library.schemas import FormatError

PLAN: Final = "smd-plan/1"

Document = Mapping[str, Any]
Steps = tuple[str | int, ...]

_YEARS: Final = (1000, 9999)
#: Of what counts from one: more is a slip of the hand.
_MOST: Final = (1, 10**6)
_YEAR: Final = re.compile(r"[0-9]{4}")
_MONEY: Final = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
#: Characters of a number: more are no measurement, and a ratio of two must still fit into a sentence.
_LONGEST: Final = 400
_TOO_LONG: Final = N_("the number has too many digits")
_ADDITIVE: Final = {"additive": True, "not additive": False}

Part = TypeVar("Part")


def plan_of(document: Any) -> Plan:
    """Return the plan of an smd-plan/1 document; FormatError where it first is wrong."""
    if isinstance(document, dict) and "format" in document:
        # First, or a round given by mistake would be told off for its keys.
        schemas.check(document["format"], {"const": PLAN}, ("format",))
    schemas.check(document, schemas.load("smd-plan-1"))
    _words(document, (), "name")
    first, last = _period(document["period"])
    _refuse_repeats(document)
    objectives = {each["code"] for each in document["objectives"]}
    actions = {each["code"] for each in document["actions"]}
    return Plan(
        document["code"],
        first,
        last,
        _each(document, "objectives", _objective),
        _each(document, "actions", lambda part, at: _action(part, at, objectives)),
        _each(document, "indicators", lambda part, at: _indicator(part, at, objectives, actions)),
        _each(document, "activities", lambda part, at: _activity(part, at, actions)),
        _finance(document.get("finance", [])),
    )


def _each(
    document: Document, kind: str, read: Callable[[Document, Steps], Part]
) -> tuple[Part, ...]:
    return tuple(read(part, (kind, place)) for place, part in enumerate(document.get(kind, ())))


def _refuse_repeats(document: Document) -> None:
    """Refuse a code that stands twice, also in another spelling, or for an objective and for an action."""
    for kind in ("objectives", "actions", "indicators", "activities"):
        parts = document.get(kind, ())
        schemas.refuse_repeats([part["code"] for part in parts], (kind,), "code")
        _refuse_spellings(parts, kind)
    objectives = {each["code"] for each in document["objectives"]}
    for place, action in enumerate(document["actions"]):
        if action["code"] in objectives:
            raise FormatError(
                ("actions", place, "code"),
                N_("%(value)s is an objective already"),
                value=shown(action["code"]),
            )


def _refuse_spellings(parts: Sequence[Document], kind: str) -> None:
    seen: dict[str, str] = {}
    for place, part in enumerate(parts):
        code = recognised(part["code"]) or part["code"]
        if code in seen:
            raise FormatError(
                (kind, place, "code"),
                N_("%(value)s is another spelling of %(other)s"),
                value=shown(part["code"]),
                other=shown(seen[code]),
            )
        seen[code] = part["code"]


def _objective(part: Document, at: Steps) -> Objective:
    _words(part, at, "name")
    if part.get("priority") is not None:
        _whole(part["priority"], (*at, "priority"), _MOST)
    return Objective(part["code"])


def _action(part: Document, at: Steps, objectives: set[str]) -> Action:
    _words(part, at, "name", "unit")
    if part["objective"] not in objectives:
        message = N_("there is no objective %(value)s")
        raise _no_such(part["objective"], (*at, "objective"), objectives, message)
    return Action(part["code"], part["objective"])


def _indicator(part: Document, at: Steps, objectives: set[str], actions: set[str]) -> Indicator:
    _words(part, at, "name")
    if part["of"] not in objectives | actions:
        message = N_("there is no action or objective %(value)s")
        raise _no_such(part["of"], (*at, "of"), objectives | actions, message)
    sense = _one_of(part["sense"], [str(sense) for sense in Sense], (*at, "sense"))
    aggregation = _one_of(part["aggregation"], list(_ADDITIVE), (*at, "aggregation"))
    return Indicator(
        part["code"],
        part["of"],
        _relevance(part, at, needed=part["of"] in actions),
        Sense(sense),
        _ADDITIVE[aggregation],
        _baseline(part.get("baseline"), (*at, "baseline")),
        _series(part.get("targets", {}), (*at, "targets")),
        _series(part.get("values", {}), (*at, "values")),
        frozenset(part.get("simulated", ())),
    )


def _activity(part: Document, at: Steps, actions: set[str]) -> Activity:
    _words(part, at, "name")
    if part["action"] not in actions:
        message = N_("there is no action %(value)s")
        raise _no_such(part["action"], (*at, "action"), actions, message)
    progress = _series(part.get("progress", {}), (*at, "progress"))
    for year, value in progress.items():
        if value is not None and value < 0:
            steps = (*at, "progress", str(year))
            given = shown(part["progress"][str(year)])
            raise FormatError(steps, N_("%(value)s is less than 0"), value=given)
    return Activity(part["code"], part["action"], progress)


def _finance(parts: Sequence[Document]) -> dict[int, Finance]:
    found: dict[int, Finance] = {}
    for place, part in enumerate(parts):
        at = ("finance", place)
        year = _year(part["year"], (*at, "year"))
        if year in found:
            raise FormatError((*at, "year"), N_("%(value)s appears twice"), value=year)
        found[year] = Finance(
            _money(part["programmed"], (*at, "programmed")),
            _money(part["executed"], (*at, "executed")),
        )
    return found


def _no_such(code: str, at: Steps, known: set[str], message: str) -> FormatError:
    """Return the error of a code that leads nowhere, with its spelling in this file if it has another."""
    meant = recognised(code)
    for other in sorted(known):
        if meant is not None and recognised(other) == meant:
            return FormatError(
                at,
                N_("%(value)s is spelled %(other)s in this file"),
                value=shown(code),
                other=shown(other),
            )
    return FormatError(at, message, value=shown(code))


def _words(part: Document, at: Steps, *keys: str) -> None:
    for key in keys:
        if not isinstance(part.get(key), str | None):
            raise FormatError((*at, key), N_("%(value)s is not a text"), value=shown(part[key]))


def _one_of(value: object, known: list[str], at: Steps) -> str:
    if not isinstance(value, str) or value not in known:
        raise FormatError(
            at, N_("%(value)s is not one of %(known)s"), value=shown(value), known=", ".join(known)
        )
    return value


def _relevance(part: Document, at: Steps, *, needed: bool) -> int:
    if part.get("relevance") is not None:
        return _whole(part["relevance"], (*at, "relevance"), _MOST)
    if needed:
        why = N_("missing: without it the indicator of an action has no weight")
        raise FormatError((*at, "relevance"), why)
    return 1


def _whole(value: object, at: Steps, limits: tuple[int, int]) -> int:
    low, high = limits
    schemas.check(value, {"type": "integer", "minimum": low}, at)
    if not isinstance(value, int | float) or value > high:
        raise FormatError(
            at, N_("%(value)s is more than %(limit)s"), value=shown(value), limit=high
        )
    return int(value)


def _year(value: object, at: Steps) -> int:
    return _whole(value, at, _YEARS)


def _period(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise FormatError("period", N_("write the first and the last year: [2023, 2025]"))
    first, last = (_year(each, ("period", place)) for place, each in enumerate(value))
    if last < first:
        raise FormatError(("period", 1), N_("%(last)s is before %(first)s"), last=last, first=first)
    return first, last


def _baseline(value: object, at: Steps) -> Baseline:
    if value is None:
        return Baseline()
    schemas.check(value, _BASELINE, at)
    year, start = (value.get(key) if isinstance(value, dict) else None for key in _BASELINE_KEYS)
    return Baseline(
        None if year is None else _year(year, (*at, "year")),
        None if start is None else _number(start, (*at, "value")),
    )


_BASELINE_KEYS: Final = ("year", "value")
_BASELINE: Final = {
    "type": "object",
    "additionalProperties": False,
    "properties": {key: {} for key in _BASELINE_KEYS},
}


def _series(value: object, at: Steps) -> Series:
    if not isinstance(value, dict):
        raise FormatError(at, N_("%(value)s is not an object"), value=shown(value))
    found: dict[int, Decimal | None] = {}
    for year, each in value.items():
        if not _YEAR.fullmatch(year):
            why = N_("%(value)s is not a year: write four digits")
            raise FormatError((*at, year), why, value=shown(year))
        found[int(year)] = None if each is None else _number(each, (*at, year))
    return dict(sorted(found.items()))


def _number(value: object, at: Steps) -> Decimal:
    """Return a JSON number exactly as it was written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError(at, N_("%(value)s is not a number"), value=shown(value))
    if isinstance(value, int):
        if abs(value) >= 10**_LONGEST:
            raise FormatError(at, _TOO_LONG)
        return Decimal(value)
    literal = value.literal if isinstance(value, Written) else repr(value)
    if len(literal) > _LONGEST:
        raise FormatError(at, _TOO_LONG)
    if value == 0:  # perhaps only for a machine: 1e-999 is not 0
        if re.search("[1-9]", re.split("[eE]", literal)[0]):
            raise FormatError(at, N_("%(value)s is too small"), value=literal)
        return Decimal(0)
    return Decimal(literal)


def _money(value: object, at: Steps) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, str):
        if not _MONEY.fullmatch(value):
            why = N_("%(value)s is not an amount: write it like 4930000.00")
            raise FormatError(at, why, value=shown(value))
        return Decimal(value)
    amount = _number(value, at)
    if amount < 0:
        raise FormatError(at, N_("%(value)s is less than 0"), value=shown(value))
    return amount
