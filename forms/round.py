"""The form of a round: what is asked, of whom, and the method's own settings."""

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice

from forms.base import Form, WholeField, stripped
from smd_workshop.library.method import Setting

SUBJECTS = {"factor": _l("FODA factors"), "objective": _l("Objectives")}
SECRECIES = {
    "secret": _l("Secret: after the close no answer leads to its seat"),
    "nominal": _l("By name: the answer stays with the name of its seat"),
}
VISIBILITIES = {
    "publication": _l("When the facilitator publishes it"),
    "after_vote": _l("To each seat after its own answer (only by name)"),
    "live": _l("While people answer (only by name)"),
}
OWN = "setting_"
#: Signs of what is no number that its error repeats.
SHOWN = 40
_SHARE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


class MultiCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with its own box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class RoundForm(Form):
    """What every round has."""

    title = StringField(
        _l("Short title, for the agenda"),
        [validators.DataRequired(), validators.Length(max=200)], filters=[stripped],
    )  # fmt: skip
    question = TextAreaField(
        _l("Question, as the seats read it"),
        [validators.DataRequired(), validators.Length(max=2000)], filters=[stripped],
    )  # fmt: skip
    help = TextAreaField(
        _l("A sentence of help below the question"), [validators.Length(max=2000)],
        filters=[stripped],
    )  # fmt: skip
    subject = RadioField(
        _l("What it is about"), choices=[SelectChoice(k, v) for k, v in SUBJECTS.items()],
        default="factor",
    )  # fmt: skip
    electorate = MultiCheckboxField(_l("Which sectors answer"))

    def validate_electorate(self, field: Any) -> None:
        """Ask somebody."""
        if not field.data:
            raise validators.ValidationError(_("Choose at least one sector."))


class CountedRoundForm(RoundForm):
    """What a round with ballots has besides."""

    secrecy = RadioField(
        _l("Secrecy"), choices=[SelectChoice(k, v) for k, v in SECRECIES.items()], default="secret"
    )
    visibility = RadioField(
        _l("When the result shows"),
        choices=[SelectChoice(k, v) for k, v in VISIBILITIES.items()], default="publication",
    )  # fmt: skip

    def validate_visibility(self, field: Any) -> None:
        """Refuse running totals of a secret round: the last ballot could be subtracted."""
        if self.secrecy.data == "secret" and field.data != "publication":
            raise validators.ValidationError(
                _("A secret round shows its result when it is published: from running totals "
                  "anyone could subtract the last ballot.")
            )  # fmt: skip


def round_form(settings: Sequence[Setting] | None) -> type[RoundForm]:
    """Return the form of a round whose method has these settings; None: a round without ballots."""
    if settings is None:
        return RoundForm
    fields = {OWN + setting.key: _field(setting) for setting in settings}
    return type("MethodRoundForm", (CountedRoundForm,), fields)


def setting_fields(form: Any, settings: Iterable[Setting]) -> list[Any]:
    """Return the form's fields for the settings, in their order."""
    return [form[OWN + setting.key] for setting in settings]


def given_settings(form: Any, settings: Iterable[Setting]) -> dict[str, Any]:
    """Return the settings that were filled in, as the method reads them."""
    values = {setting.key: form[OWN + setting.key].data for setting in settings}
    return {key: value for key, value in values.items() if value not in (None, "")}


def _field(setting: Setting) -> Any:
    label = _l(setting.label)
    description = _l(setting.help) if setting.help else ""
    must = validators.InputRequired() if setting.default is None else validators.Optional()
    if setting.kind == "integer":
        bounds = validators.NumberRange(_whole(setting.minimum), _whole(setting.maximum))
        return WholeField(label, [must, bounds], default=setting.default, description=description)
    return StringField(
        label, [must, _Number(setting)], default=setting.default, description=description,
        filters=[stripped, _number if setting.kind == "number" else _share],
    )  # fmt: skip


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _number(text: Any) -> Any:
    """Read a number as a number; what is none stays as it was written, for the error to show."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return text
    return value if math.isfinite(value) else text


def _share(text: Any) -> Any:
    """Keep a fraction as it is written: 2/3 is exact and 0.6666 is not."""
    return _number(text) if isinstance(text, str) and "/" not in text else text


class _Number:
    """Refuses what is not a number, or one outside the method's bounds."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __call__(self, form: object, field: Any) -> None:
        del form
        value = field.data
        if isinstance(value, str) and not _SHARE.fullmatch(value):
            shown = value if len(value) <= SHOWN else value[:SHOWN] + "…"
            raise validators.ValidationError(_("%(text)s is not a number.", text=shown))
        low, high = self._setting.minimum, self._setting.maximum
        exact = Fraction(value)
        if (low is not None and exact < low) or (high is not None and exact > high):
            raise validators.ValidationError(
                _("It must be between %(low)s and %(high)s.", low=low, high=high)
            )
