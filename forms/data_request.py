"""Forms of staff about what people may ask of their data."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice

from forms.base import Form, stripped

LONGEST = validators.Length(max=2000)


class DataRequestForm(Form):
    """What somebody asked for; the people of the list are set by the view."""

    kind = RadioField(
        _l("What do they ask for?"),
        choices=[
            SelectChoice("access", _l("to see what is kept of them (access)")),
            SelectChoice("rectification", _l("to have something put right (rectification)")),
            SelectChoice("deletion", _l("to have it removed (deletion)")),
            SelectChoice("portability", _l("to take it along in a file (portability)")),
            SelectChoice("opposition", _l("not to be asked any more (opposition)")),
        ],
        default="access",
    )
    person = SelectField(_l("Whose data is it?"), [validators.Optional()])
    asked_by = StringField(
        _l("Who asks (the person, or who acts for them)"),
        [validators.DataRequired(_l("Write who asks.")), validators.Length(max=200)],
        filters=[stripped],
    )
    received_on = DateField(
        _l("Day on which it came"), [validators.InputRequired(_l("Write on which day it came."))]
    )
    wanted = TextAreaField(_l("What they wrote or said"), [LONGEST], filters=[stripped])


class AnswerNoteForm(Form):
    """What is to be put right in answers that are frozen; the waves are set by the view."""

    wave = SelectField(_l("In which wave"), coerce=int)
    text = TextAreaField(
        _l("What is to be put right"),
        [validators.DataRequired(_l("Write what is to be put right.")), LONGEST],
        filters=[stripped],
    )


class EraseForm(Form):
    """That somebody looked at what goes, and means it."""

    sure = BooleanField(
        _l("I have looked at it: this cannot be undone."),
        [validators.DataRequired(_l("Say first that you have looked at what is removed."))],
    )


class FinishForm(Form):
    """How a request was answered."""

    outcome = RadioField(
        _l("How was it answered?"),
        choices=[
            SelectChoice("met", _l("It was done")),
            SelectChoice("refused", _l("It was refused, with the reason")),
        ],
        default="met",
    )
    did = TextAreaField(
        _l("What was done, or why not"),
        [validators.DataRequired(_l("Write what was done, or why not.")), LONGEST],
        filters=[stripped],
    )
