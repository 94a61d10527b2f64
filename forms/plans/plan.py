"""Forms about plans: a new one, where it stands, a file, a measurement."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from forms.base import Form, WholeField, stripped
from smd_workshop.models.plans.plans import KINDS
from smd_workshop.plans.measurements.measuring import LONGEST

#: What the states of a plan are called.
STATES = {
    "drafting": _l("Being written: the public does not see it"),
    "registered": _l("Registered"),
    "in_force": _l("In force"),
    "finished": _l("Finished"),
}
VERSIONS = {
    "original": _l("Original"),
    "updated": _l("Updated (actualizado)"),
    "extended": _l("Extended (ampliado)"),
}
YEAR = NumberRange(1900, 2200, message=_l("Write a year, four digits."))


class NewPlanForm(Form):
    """A plan that begins."""

    code = StringField(
        _l("Code, such as PEI-2023-2025"), [DataRequired(), Length(max=60)], filters=[stripped]
    )
    name = StringField(_l("Name of the plan"), [Length(max=300)], filters=[stripped])
    organisation = StringField(_l("Organisation"), [Length(max=200)], filters=[stripped])
    kind = SelectField(_l("Kind of plan"), choices=[SelectChoice(kind, kind) for kind in KINDS])
    first_year = WholeField(_l("First year"), [InputRequired(), YEAR])
    last_year = WholeField(_l("Last year"), [InputRequired(), YEAR])


class PlanForm(Form):
    """What a plan is called and where it stands."""

    name = StringField(_l("Name of the plan"), [Length(max=300)], filters=[stripped])
    organisation = StringField(_l("Organisation"), [Length(max=200)], filters=[stripped])
    state = SelectField(
        _l("Where it stands"), choices=[SelectChoice(key, words) for key, words in STATES.items()]
    )
    version = SelectField(
        _l("Version"), choices=[SelectChoice(key, words) for key, words in VERSIONS.items()]
    )
    source = TextAreaField(
        _l("Where its figures come from (public)"), [Length(max=2000)], filters=[stripped]
    )


class PlanFileForm(Form):
    """A file with a plan."""

    file = FileField(_l("File (XLSX, CSV or JSON)"))


class MeasurementForm(Form):
    """What an indicator was; the choices of `period` are set by the page."""

    period = SelectField(
        _l("Period"), [DataRequired(_l("Choose the period that the value is of."))]
    )
    value = StringField(
        _l("Value"),
        [DataRequired(_l("Write the value, or N/D where nobody knows it.")), Length(max=60)],
        filters=[stripped],
    )
    note = TextAreaField(_l("Note"), [Length(max=LONGEST)], filters=[stripped])
    evidence = StringField(
        _l("Where can it be seen? An address or a document"),
        [Length(max=LONGEST)],
        filters=[stripped],
    )
    file = FileField(_l("A file that shows it (PDF, PNG or JPEG)"))
    #: Offered where the draft that is written anew has a document.
    keeps_document = BooleanField(_l("The document of the draft shows this value too"))
    #: The id of the value that this one takes the place of.
    corrects = HiddenField()
    #: The figures beyond what the indicator can be that its writer says are right all the same, as they were asked about.
    sure = HiddenField()
    #: Those that are asked about now.
    odd = ""


class MoneyForm(Form):
    """The money of a year; amounts as people in Peru write them. The choices of `year` are set by the page."""

    year = SelectField(_l("Year"))
    programmed = StringField(_l("Programmed, S/"), [Length(max=60)], filters=[stripped])
    executed = StringField(_l("Executed, S/"), [Length(max=60)], filters=[stripped])
    #: What its writer had seen.
    seen = HiddenField()
