"""Forms about variables of the repository: what is said of one, what it was in a period, a file with many."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from forms.base import Form, stripped
from smd_workshop.plans.files.lines import LONG, LONGEST_CODE, LONGEST_MEASURE, SHORT
from smd_workshop.repository.variables import LONGEST

#: What is said of a variable, as forms and pages call it.
NAMES: Final = {
    "name": _l("Name"), "theme": _l("Theme"), "institution": _l("Institution"),
    "source": _l("Source of the data"), "frequency": _l("How often it is counted"),
    "coverage": _l("What it covers"), "level": _l("Territorial level"),
    "measure": _l("Unit of measure"), "last_year": _l("Last year with data"),
    "quality": _l("Quality, as the source was judged"),
}  # fmt: skip


def _text(name: str, most: int = SHORT, *needed: Any) -> StringField:
    return StringField(NAMES[name], [*needed, Length(max=most)], filters=[stripped])


class VariableForm(Form):
    """What is said of a variable; `seen` says which state of it the page showed."""

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Write its code.")), Length(max=LONGEST_CODE)],
        filters=[stripped],
    )
    name = _text("name", LONG, DataRequired(_l("Write its name.")))
    theme = _text("theme")
    institution = _text("institution")
    source = TextAreaField(NAMES["source"], [Length(max=LONGEST)], filters=[stripped])
    frequency = _text("frequency")
    coverage = _text("coverage")
    level = _text("level")
    measure = _text("measure", LONGEST_MEASURE)
    last_year = _text("last_year", 4)
    quality = _text("quality")
    seen = HiddenField()


class VariableValueForm(Form):
    """What a variable was in a period."""

    period = StringField(
        _l("Period"), [DataRequired(_l("Write the period.")), Length(max=10)], filters=[stripped]
    )
    value = StringField(
        _l("Value"),
        [DataRequired(_l("Write the value, or N/D where nobody knows it.")), Length(max=60)],
        filters=[stripped],
    )
    source = StringField(
        _l("Where this number can be looked up"), [Length(max=LONGEST)], filters=[stripped]
    )
    note = TextAreaField(_l("Why it is corrected"), [Length(max=LONGEST)], filters=[stripped])
    #: The id of the value that this one takes the place of.
    corrects = HiddenField()


class VariableFileForm(Form):
    """A file with variables."""

    file = FileField(_l("File (XLSX or CSV)"))
