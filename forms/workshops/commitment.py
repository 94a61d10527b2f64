"""Commitments and agreements as staff write them down."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from forms.base import Form, stripped
from smd_workshop.minutes.commitments import LONGEST

#: States in words.
STATES = {
    "pending": _l("Not begun"),
    "in_progress": _l("Under way"),
    "done": _l("Kept"),
    "cancelled": _l("Cancelled"),
}


class CommitmentForm(Form):
    """Who does what by when; choices of `source` are set by the page."""

    text = TextAreaField(
        _l("What will be done?"),
        [DataRequired(_l("Write what is to be done.")), Length(max=LONGEST)],
        filters=[stripped],
    )
    owner = StringField(
        _l("Who does it?"),
        [DataRequired(_l("Write who does it.")), Length(max=200)],
        filters=[stripped],
    )
    due = DateField(_l("By when?"), [DataRequired(_l("Write the date."))])
    source = SelectField(_l("Where does it come from?"))


class FollowUpForm(Form):
    """How a commitment stands."""

    state = SelectField(
        _l("How does it stand?"), choices=[SelectChoice(k, v) for k, v in STATES.items()]
    )
    note = TextAreaField(_l("Note"), [Length(max=LONGEST)], filters=[stripped])
    evidence = TextAreaField(
        _l("Where can it be seen? A document, an address, a photo"),
        [Length(max=LONGEST)],
        filters=[stripped],
    )


class AgreementForm(Form):
    """What the table agreed without a vote; choices of `workshop` are set by the page."""

    workshop = SelectField(_l("Workshop"))
    text = TextAreaField(
        _l("What was agreed?"),
        [DataRequired(_l("Write what was agreed.")), Length(max=LONGEST)],
        filters=[stripped],
    )
