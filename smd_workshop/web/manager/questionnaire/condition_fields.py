"""The condition of a question or of a page, as fields of a form and as it is written."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _

from forms.surveys.questionnaire import (
    ALWAYS,
    EXPERT,
    SIMPLE,
    ShownForm,
)
from smd_workshop.core.errors import Invalid
from smd_workshop.library.survey.instrument.conditions import simple_conditions
from smd_workshop.library.survey.instrument.conditions.expressions import ExpressionError
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.conditions.simple_conditions import Simple
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.writing import written
from smd_workshop.web.errors import sentence

Json = Mapping[str, Any]


def shown_fields(said: Json) -> dict[str, Any]:
    """Return a condition as the fields of a form."""
    expression = said.get("shown_if")
    if expression is None:
        return {"when": ALWAYS}
    simple = simple_conditions.simple_of(parse(expression))
    if simple is None:
        return {"when": EXPERT, "shown_if": expression}
    return {
        "when": SIMPLE, "shown_if": expression, "when_item": simple.code, "when_how": simple.how,
        "when_value": simple.value,
    }  # fmt: skip


#: What is typed for each way to say a condition.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    SIMPLE: ("when_item", "when_value"),
    EXPERT: ("shown_if",),
}


def condition_of(form: ShownForm, questions: Instrument, old: Json) -> str | None:
    """Return the condition that a form says, as it is written; None for always. What is wrong is said at its field.

    `old` is the question or page as it was: what is typed for a way that is not chosen is said, not dropped.
    """
    when = form.when.data
    if _typed_elsewhere(form, old):
        form.when.errors = [
            _(
                "A condition is written below that is not chosen here. Choose it, or empty its fields."
            )
        ]
        return None
    if when == SIMPLE:
        return _simple(form, questions)
    expression = (form.shown_if.data or "").strip()
    if when == ALWAYS or not expression:
        return None
    try:
        return written(parse(expression))
    except ExpressionError as error:
        form.shown_if.errors = [_(error.message, **error.params)]
        return None


def _typed_elsewhere(form: ShownForm, old: Json) -> bool:
    """Say whether something new is typed for a way to say the condition that is not chosen."""
    was = shown_fields(old)
    typed = [n for way, names in PARTS.items() if way != form.when.data for n in names]
    return any(form[n].data and form[n].data.strip() != was.get(n, "") for n in typed)


def _simple(form: ShownForm, questions: Instrument) -> str | None:
    simple = Simple(
        form.when_item.data or "", form.when_how.data or simple_conditions.IS,
        form.when_value.data or "",
    )  # fmt: skip
    if simple.how not in simple_conditions.HOWS:
        simple = replace(simple, how=simple_conditions.IS)
    try:
        return written(simple_conditions.expression_of(simple, questions))
    except Invalid as error:
        at = form.when_value if simple.code in questions.items else form.when_item
        at.errors = [sentence(error)]
        return None
