"""Forms of staff about the hours of a round."""

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, TextAreaField, validators

from forms.base import Form, stripped

#: As browsers send it, and as somebody writes it where the browser knows no such field.
WRITTEN = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]


class HoursForm(Form):
    """When a draft opens and closes by itself."""

    opens_at = DateTimeLocalField(
        _l("Day and hour to open"), [validators.Optional()], format=WRITTEN
    )
    closes_at = DateTimeLocalField(
        _l("Day and hour to close"), [validators.Optional()], format=WRITTEN
    )


class ExtensionForm(Form):
    """Until when an open round goes on, and why."""

    until = DateTimeLocalField(
        _l("Open until"),
        [validators.InputRequired(_l("Write the day and the hour."))],
        format=WRITTEN,
    )
    reason = TextAreaField(_l("Why"), [validators.Length(max=500)], filters=[stripped])
