"""Forms of staff about programs of others: keys to the open data, and addresses that are told what happened."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, validators

from forms.base import Form, stripped


class ApiKeyForm(Form):
    """Whose program reads, and until when."""

    key_name = StringField(
        _l("Whose program is it?"),
        [validators.DataRequired(_l("Write whose program it is.")), validators.Length(max=120)],
        filters=[stripped],
    )
    expires_on = DateField(
        _l("Last day on which the key works"),
        [validators.InputRequired(_l("Write the last day on which it works."))],
    )


class WebhookForm(Form):
    """Which address is told."""

    hook_name = StringField(
        _l("Whose address is it?"),
        [validators.DataRequired(_l("Write whose address it is.")), validators.Length(max=120)],
        filters=[stripped],
    )
    url = StringField(
        _l("Address that is told"),
        [
            validators.DataRequired(_l("Write the address that is told.")),
            validators.Length(max=500),
        ],
        filters=[stripped],
    )
