"""The form of a round: what is asked, of whom, and the method's own settings."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
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
from smd_workshop.core.errors import Invalid
from smd_workshop.core.numbers import is_money, number, parse_number
from smd_workshop.library.settings import LARGEST_AMOUNT, LONGEST_UNIT, Setting
from smd_workshop.library.strategy import rated_effects

SUBJECTS = {
    "factor": _l("FODA factors"), "objective": _l("Objectives"), "indicator": _l("Indicators"),
    "link": _l("Arrows of the strategy map"), "statement": _l("Vision and mission"),
    "variable": _l("Variables of the repository"),
}  # fmt: skip
#: What rounds are about that the program drafts itself, of a plan or of effects; only they offer it.
OF_DRAFTS = {
    "action": _l("Progress of the actions of a plan"), "obstacle": _l("Obstacles of the actions of a plan"),
    "target": _l("Targets of a plan"), "commitment": _l("Commitments"),
    "effect": _l("Effects on what people value"),
}  # fmt: skip
#: What is read on a scale of its own, by what the round is about: from less than zero to as much more.
SCALES = {"effect": rated_effects.MOST}
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
#: The unit that a new round of money begins with.
SOLES = "S/"
_SHARE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


class MultiCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with its own box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class _Money:
    """A field of amounts that knows whether the unit beside it, in the same form, is money."""

    money = False

    def process(self, formdata: Any, *rest: Any, **named: Any) -> None:
        """Look at the unit, then read as every field does."""
        self.money = bool(formdata) and is_money(formdata.get(f"{OWN}unit", ""))
        super().process(formdata, *rest, **named)  # type: ignore[misc]


class AmountField(_Money, StringField):  # type: ignore[misc]
    """An amount, written as people write it: 1 250,50 or 1250.5."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; ValueError says what is wrong with it."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = _amount(text, money=self.money) if text else None

    def _value(self) -> str:
        """Return what the control holds: what was sent, else the stored amount."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else _written(self.data)


class BoundField(AmountField):
    """A number above zero or below, written as people write it: −3 or 12,5."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; ValueError says what is wrong with it."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = _bound(text) if text else None


class CostsField(_Money, TextAreaField):  # type: ignore[misc]
    """A cost for each option, a line for each: its code and the amount."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the lines into code → amount; ValueError names the first that is none."""
        self.data = None
        found: dict[str, float] = {}
        for line in (valuelist[0] if valuelist else "").splitlines():
            code, _space, text = line.replace(":", " ").strip().partition(" ")
            if not code:
                continue
            if not text.strip() or code in found:
                raise ValueError(
                    _("“%(line)s” is not a code and a cost, like OE1 3500.", line=line[:SHOWN])
                )
            found[code] = _amount(text.strip(), money=self.money)
        self.data = found or None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(f"{code} {_written(cost)}" for code, cost in (self.data or {}).items())


def _amount(text: str, *, money: bool = False) -> float:
    """Read an amount above zero; ValueError says what is wrong with it."""
    value = _bound(text, money=money)
    if value <= 0:
        raise ValueError(_("%(text)s is not an amount above zero.", text=text[:SHOWN]))
    return value


def _bound(text: str, *, money: bool = False) -> float:
    """Read a number; ValueError says what is wrong with it."""
    try:
        value = parse_number(text[:SHOWN], money=money)
    except Invalid as wrong:
        raise ValueError(_(wrong.message) % wrong.params) from wrong
    if abs(value) > LARGEST_AMOUNT:
        raise ValueError(_("%(text)s is too large.", text=text[:SHOWN]))
    return int(value) if value == int(value) else float(value)


def _written(value: Any) -> str:
    """Write an amount so that it is read back as the same."""
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    try:
        parse_number(text)
    except Invalid:  # 1.234 alone can be read in two ways
        return f"{text}0"
    return text


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

    def offer(self, subject: str) -> None:
        """Offer what a round is about already, though others are not asked that."""
        if subject in OF_DRAFTS:
            own = SelectChoice(subject, OF_DRAFTS[subject])
            self.subject.choices = [*self.subject.choices, own]

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


def _later() -> Any:
    """Return the check of what may be left empty for now, and stands in the open all the same."""
    check = validators.Optional()
    check.field_flags = {**check.field_flags, "later": True}
    return check


def _field(setting: Setting) -> Any:
    label = _l(setting.label)
    description = _l(setting.help) if setting.help else ""
    must = _Written() if setting.required else validators.Optional()
    if setting.kind == "bound":
        return BoundField(label, [must, _NotBelow(setting), _on_scale], description=description)
    if setting.kind == "costs":
        # Nothing has a code when an agenda is made: what is missing is asked for before the round opens.
        return CostsField(label, [_later()], description=description)
    if setting.kind == "amount":
        return AmountField(label, [must], description=description)
    if setting.kind == "unit":
        short = validators.Length(max=LONGEST_UNIT)
        return StringField(
            label, [must, short], default=SOLES, description=description, filters=[stripped]
        )
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


class _Written(validators.InputRequired):  # type: ignore[misc]
    """Asks for a text, of which spaces are none."""

    def __call__(self, form: Any, field: Any) -> None:
        if not any(str(each).strip() for each in field.raw_data or ()):
            field.raw_data = []
        super().__call__(form, field)


class _NotBelow:
    """Refuses a highest number below the lowest: opened, the round would say it only then, and printed, its paper before."""

    def __init__(self, setting: Setting) -> None:
        self._other = OWN + setting.over

    def __call__(self, form: Any, field: Any) -> None:
        least = form[self._other].data if self._other in form else None
        if least is not None and field.data is not None and field.data < least:
            raise validators.ValidationError(
                _("The highest number is less than the lowest, so nobody could answer.")
            )


def _on_scale(form: Any, field: Any) -> None:
    """Refuse a bound beyond the scale on which a draft of the program is read: a 6 would count as its end."""
    most = SCALES.get(form.subject.data)
    if most is not None and field.data is not None and abs(field.data) > most:
        raise validators.ValidationError(
            _("This is read on a scale from %(low)s to %(high)s. Write no number beyond it.",
              low=number(-most), high=number(most))
        )  # fmt: skip


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
