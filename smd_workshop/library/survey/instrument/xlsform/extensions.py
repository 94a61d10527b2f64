"""The columns that XLSForm does not know: pyxform passes over them, and with them a form says all that an instrument says."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.names import slug
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import Reading
from smd_workshop.library.survey.instrument.xlsform.rows.lists import DIMENSIONS

DIMENSION: Final = "dimension"
REVERSE: Final = "reverse"
ROLE: Final = "role"
OVERALL: Final = "overall"
RECOMMEND: Final = "recommend"
PAIRS: Final = ("importance_of", "expectation_of")
#: Limits of answers; the constraint says them too, for other programs.
LIMITS: Final = ("min", "max", "step", "max_length")
SHUFFLE: Final = "shuffle"
YES: Final = "yes"

#: Every column of the survey sheet that only we know.
COLUMNS: Final = (DIMENSION, REVERSE, ROLE, *PAIRS, *LIMITS, SHUFFLE)


def number(value: Decimal) -> int | float:
    """Return an exact number as JSON."""
    return int(value) if value == value.to_integral_value() else float(value)


def is_item(line: Line) -> bool:
    """Whether a row says that it is counted, so that its list is a scale."""
    asked = (DIMENSION, *PAIRS, REVERSE)
    return any(line.cell(each) for each in asked) or line.cell(ROLE) in {OVERALL, RECOMMEND}


def said_of_item(reading: Reading, line: Line, code: str, *, on_scale: bool) -> dict[str, Any]:
    """Return what an item says of dimension and pairs, and note its role."""
    if line.cell(ROLE) == RECOMMEND and not on_scale:
        reading.recommend = code
        return {}
    if not on_scale:
        message = N_("only a question with the points of a scale can be counted in a dimension")
        reading.lose(line, message)
        return {}
    if line.cell(ROLE) == OVERALL:
        reading.overall = code
    said: dict[str, Any] = {}
    if line.cell(DIMENSION):
        said[DIMENSION] = dimension(reading, line.cell(DIMENSION))
    if line.cell(REVERSE).lower() in {YES, "true", "1"}:
        said[REVERSE] = True
    return said | _pairs(reading, line)


def _pairs(reading: Reading, line: Line) -> dict[str, str]:
    """Return the item of which a row asks how important it is, or what was expected."""
    said: dict[str, str] = {}
    for column in PAIRS:
        name = line.cell(column)
        of = reading.conditions.codes.get(name)
        if name and of is None:
            message = N_("there is no question called “%(name)s”")
            reading.refuse(line, message, at=column, name=name)
        elif of is not None:
            said[column] = of
    return said


def dimension(reading: Reading, written: str) -> str:
    """Return the code of a dimension, which is kept when it is first named."""
    code = slug(written, "d")
    reading.dimensions.setdefault(code, {"code": code, "name": {reading.default: written}})
    return code


def named_dimensions(reading: Reading) -> None:
    """Keep the dimensions that the choices sheet names."""
    for choice in reading.lists.by_name.get(DIMENSIONS, ()):
        code = slug(choice.name, "d")
        reading.dimensions[code] = {"code": code, "name": dict(choice.text)}


def said_of_question(reading: Reading, line: Line, kind: str) -> dict[str, Any]:
    """Return limits, order and labels that only we know."""
    known = model.ATTRIBUTES[kind]
    said: dict[str, Any] = {}
    for column in LIMITS:
        if column in known and line.cell(column):
            said |= _limit(reading, line, column, kind)
    if SHUFFLE in known and line.cell(SHUFFLE) == YES:
        said[SHUFFLE] = True
    for column in ("na", "low_label", "high_label"):
        if column in known and line.text(column):
            said[column] = reading.text(line, column)
    return said


def _limit(reading: Reading, line: Line, column: str, kind: str) -> dict[str, Any]:
    written = line.cell(column)
    if kind == model.DATE:
        return {column: written}
    try:
        found = Decimal(written)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        message = N_("“%(value)s” is not a number")
        reading.lose(line, message, at=column, value=written)
        return {}
    return {column: number(found)}
