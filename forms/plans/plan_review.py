"""Forms about workshops that evaluate a plan: to begin one, to decide on what it proposes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from forms.base import Form, stripped
from forms.workshops.round import MultiCheckboxField
from smd_workshop.plans.reviews.decisions import LONGEST


class ReviewForm(Form):
    """A workshop that begins; the choices are set by the page."""

    name = StringField(
        _l("Name of the workshop"),
        [DataRequired(_l("Write how the workshop is called.")), Length(max=200)],
        filters=[stripped],
    )
    period = SelectField(_l("Period that is evaluated"))
    year = SelectField(_l("Year whose targets may be corrected"))
    actions = MultiCheckboxField(_l("Actions that are evaluated"))

    def validate_actions(self, field: MultiCheckboxField) -> None:
        """Evaluate something."""
        if not field.data:
            raise ValidationError(_("Choose at least one action that is evaluated."))


class DecisionForm(Form):
    """What a planner says to a proposal; owner and day are of commitments alone."""

    reason = TextAreaField(
        _l("Reason; the public reads it"), [Length(max=LONGEST)], filters=[stripped]
    )
    owner = StringField(_l("Who does it?"), [Length(max=200)], filters=[stripped])
    due = DateField(_l("By when?"), [Optional()])
