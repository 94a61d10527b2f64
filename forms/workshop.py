"""The form of a new workshop."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, validators

from forms.base import Form, stripped


class WorkshopForm(Form):
    """What a workshop is called, where and when it meets, and what its agenda begins with."""

    name = StringField(
        _l("Name"), [validators.InputRequired(), validators.Length(max=200)], filters=[stripped]
    )
    place = StringField(_l("Place"), [validators.Length(max=200)], filters=[stripped])
    held_on = DateField(_l("Date"), [validators.Optional()])
    start = RadioField(_l("Agenda"), default="smd-moquegua")
