"""What staff write in a report on a plan, and with which words they seal it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from forms.base import Form, stripped
from smd_workshop.library.plan.passages import LONGEST
from smd_workshop.plans.reports.reporting import LONGEST_REASON


class PassageForm(Form):
    """The words of one place."""

    text = TextAreaField(_l("What the report says here"), [Length(max=LONGEST)])
    #: The id of the words that the writer has seen, '' where there were none.
    seen = HiddenField()


class SealForm(Form):
    """Why there is another edition."""

    reason = TextAreaField(
        _l("Why is there another edition? Everybody reads it."),
        [Length(max=LONGEST_REASON)],
        filters=[stripped],
    )
