"""Forms for one thing of a plan: an objective, an action, an activity or investment, an indicator with its ficha."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from forms.base import Form, stripped
from smd_workshop.library.plan.formula import LONGEST as LONGEST_FORMULA
from smd_workshop.plans.files.lines import LONG, LONGEST_CODE, SHORT, Kind

#: How the field of a year begins; behind it stands the year.
YEAR: Final = "y"
#: Characters of a number as it is written.
NUMBER: Final = 60
Choices = Iterable[tuple[str, Any]]


def _short(label: Any) -> StringField:
    return StringField(label, [Length(max=SHORT)], filters=[stripped])


def _long(label: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=LONG)], filters=[stripped])


def _number(label: Any) -> StringField:
    return StringField(label, [Length(max=NUMBER)], filters=[stripped])


class FichaForm(Form):
    """What every thing of a plan has; `seen` says which state of it the page showed."""

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Write its code.")), Length(max=LONGEST_CODE)],
        filters=[stripped],
    )
    name = TextAreaField(_l("Name"), [Length(max=LONG)], filters=[stripped])
    seen = HiddenField()


class ObjectiveForm(FichaForm):
    """An objective."""

    priority = _number(_l("Priority (1 is the highest)"))
    type = SelectField(_l("Kind of objective"))


class ActionForm(FichaForm):
    """An action."""

    parent = SelectField(_l("It serves the objective"))
    unit = _short(_l("Responsible unit"))
    priority = _number(_l("Priority (1 is the highest)"))


class ActivityForm(FichaForm):
    """An operational activity or an investment."""

    parent = SelectField(_l("It is carried out for the action"))
    kind = SelectField(_l("What it is"))


class IndicatorForm(FichaForm):
    """An indicator with all of its ficha técnica."""

    parent = SelectField(_l("It measures"))
    relevance = SelectField(_l("Relevance"))
    sense = SelectField(_l("Direction"))
    aggregation = SelectField(_l("Aggregation"))
    measure = StringField(_l("Unit of measure"), [Length(max=60)], filters=[stripped])
    baseline_year = _number(_l("Year of the baseline"))
    baseline_value = _number(_l("Value of the baseline"))
    frequency = SelectField(_l("How often it is measured"))
    horizon = SelectField(_l("Horizon"))
    executing_unit = _short(_l("Executing unit"))
    responsible = _short(_l("Responsible"))
    updater = _short(_l("Who brings its values"))
    source = _long(_l("Source of the data"))
    method = _long(_l("How it is calculated"))
    formula = TextAreaField(
        _l("Formula over other indicators (empty: it is measured)"),
        [Length(max=LONGEST_FORMULA)],
        filters=[stripped],
    )
    collection = _long(_l("How data are collected and analysed"))
    justification = _long(_l("Why it is measured"))
    limitations = _long(_l("What it cannot tell"))


FORMS: Final[Mapping[Kind, type[FichaForm]]] = {
    Kind.OBJECTIVE: ObjectiveForm, Kind.ACTION: ActionForm, Kind.ACTIVITY: ActivityForm,
    Kind.INDICATOR: IndicatorForm,
}  # fmt: skip
_OF_YEAR: Final = {
    Kind.INDICATOR: _l("Target of the year"), Kind.ACTIVITY: _l("Carried out in the year, per cent"),
}  # fmt: skip


def ficha_form(
    kind: Kind,
    years: Iterable[int],
    choices: Mapping[str, Choices],
    data: Any = None,
    given: Mapping[str, str] | None = None,
) -> FichaForm:
    """Return the form of a kind with a field for each year that it speaks of; `choices` are those of its lists."""
    fields = {f"{YEAR}{year}": _number(f"{year}") for year in years} if kind in _OF_YEAR else {}
    made: FichaForm = type(f"{FORMS[kind].__name__}OfYears", (FORMS[kind],), fields)(
        data, data=given
    )
    for name, listed in choices.items():
        getattr(made, name).choices = [SelectChoice(key, words) for key, words in listed]
    return made


def years_called(kind: Kind) -> Any:
    """Return what the fields of years are about, '' where there are none."""
    return _OF_YEAR.get(kind, "")
