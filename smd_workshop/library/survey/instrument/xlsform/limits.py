"""Limits of answers as a constraint, which other programs understand; and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Expression,
    Joined,
    both,
    conditions,
)
from smd_workshop.library.survey.instrument.conditions.parsing import parse


def limits(said: Mapping[str, Any]) -> Expression | None:
    """Return what the limits of a question ask of an answer; None if it has none."""
    kind = said["type"]
    low, high = said.get("min"), said.get("max")
    parts: list[str] = []
    if kind == model.MULTIPLE:
        parts += [f"count-selected(.) >= {low}"] if low is not None else []
        parts += [f"count-selected(.) <= {high}"] if high is not None else []
    elif kind == model.DATE:
        parts += [f". >= date('{low}')"] if low is not None else []
        parts += [f". <= date('{high}')"] if high is not None else []
    elif kind == model.NUMBER:
        parts += [f". >= {_plain(low)}"] if low is not None else []
        parts += [f". <= {_plain(high)}"] if high is not None else []
    if said.get("max_length") is not None:
        parts += [f"string-length(.) <= {said['max_length']}"]
    found: Expression | None = None
    for part in parts:
        found = both(found, parse(part))
    return found


def _plain(number: float) -> str:
    return f"{Decimal(str(number)):f}"


def without_limits(said: Mapping[str, Any], constraint: Expression | None) -> Expression | None:
    """Return what a constraint asks besides the limits that the question says of itself."""
    own = limits(said)
    if own is None or constraint is None:
        return constraint
    parts, first = conditions(constraint), conditions(own)
    if parts[: len(first)] != first:
        return constraint
    rest = parts[len(first) :]
    return None if not rest else rest[0] if len(rest) == 1 else Joined("and", rest)


def constraint_of(said: Mapping[str, Any], valid_if: Expression | None) -> Expression | None:
    """Return limits and condition as one constraint, from which both can be read again."""
    own = limits(said)
    if own is None or valid_if is None:
        return valid_if if own is None else own
    # The condition stays one part, so that it is known from the limits.
    return Joined("and", (*conditions(own), valid_if))
