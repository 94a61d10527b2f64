"""Forms about staff: accounts and who works in which process."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField, validators
from wtforms.fields.choices import SelectChoice

from forms.base import Form, MailAddress, stripped

#: What a person can be in a process.
ROLES = {
    "facilitator": _l("Facilitator: prepares and runs workshops"),
    "planner": _l(
        "Planner: edits plans and their values, arranges the scorecard and follows commitments"
    ),
    "survey_manager": _l("Survey manager"),
    "observer": _l("Observer: sees, changes nothing"),
}


NAMED = _l("Name, as the public reads it")
LONGEST_NAME = 120


class NameForm(Form):
    """What the public reads of who did something."""

    name = StringField(NAMED, [validators.Length(max=LONGEST_NAME)], filters=[stripped])


class AccountForm(Form):
    """A new account."""

    email = EmailField(
        _l("E-mail address"),
        [validators.DataRequired(), MailAddress()],
        filters=[stripped],
    )
    name = StringField(NAMED, [validators.Length(max=LONGEST_NAME)], filters=[stripped])
    administrator = BooleanField(_l("Administrator: may do everything, everywhere"))


class MembershipForm(Form):
    """A person joins the team of a process."""

    email = EmailField(
        _l("E-mail address of an account"), [validators.DataRequired()], filters=[stripped]
    )
    role = SelectField(
        _l("Role"), choices=[SelectChoice(key, label) for key, label in ROLES.items()]
    )
