"""The short code of a card."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from forms.base import Form, stripped


class JoinForm(Form):
    """A code as people type it: lower case, spaces and hyphens are forgiven."""

    code = StringField(
        _l("Code on your card"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Write the code that is on your card.")),
            Length(max=64, message=_l("The code has eight letters and numbers.")),
        ],
    )
