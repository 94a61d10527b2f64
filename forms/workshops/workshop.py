"""The forms of a workshop: a new one, and what it is called."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, validators

from forms.base import Form, stripped


class WorkshopForm(Form):
    """What a workshop is called, where and when it meets."""

    name = StringField(
        _l("Name"), [validators.DataRequired(), validators.Length(max=200)], filters=[stripped]
    )
    place = StringField(_l("Place"), [validators.Length(max=200)], filters=[stripped])
    held_on = DateField(_l("Date"), [validators.Optional()])


class NewWorkshopForm(WorkshopForm):
    """The same, and what the agenda begins with."""

    start = RadioField(_l("Agenda"), default="smd-moquegua")
    aim = StringField(
        _l("What the questions are about"), [validators.Length(max=200)], filters=[stripped]
    )
