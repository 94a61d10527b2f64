"""A note that a seat writes: a factor with its quadrant, or an objective; and an objection."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from forms.base import Form
from smd_workshop.board.objections import LONGEST as LONGEST_OBJECTION
from smd_workshop.rounds.contributions import LONGEST

TOO_LONG = _l("Please write at most %(max)d characters.")


def clean(value: str | None) -> str | None:
    """Take off margins, and what no database can hold."""
    return value.replace("\x00", "").replace("\r\n", "\n").strip() if value else value


class NoteForm(Form):
    """A factor: one idea, its quadrant, and what supports it."""

    key = HiddenField(validators=[Length(max=64)])
    quadrant = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice("F", _l("Strength")),
            SelectChoice("O", _l("Opportunity")),
            SelectChoice("D", _l("Weakness")),
            SelectChoice("A", _l("Threat")),
        ],
        validators=[DataRequired(_l("Choose one: strength, opportunity, weakness or threat."))],
    )
    text = TextAreaField(
        _l("Your note, one idea"),
        filters=[clean],
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )
    evidence = TextAreaField(
        _l("How is it known? (you may leave it empty)"),
        filters=[clean],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )
    theme = StringField(
        _l("Theme (you may leave it empty)"),
        filters=[clean],
        validators=[Length(max=200, message=TOO_LONG)],
    )


class ProposalForm(NoteForm):
    """An objective: it has no quadrant."""

    quadrant = None


class ObjectionForm(Form):
    """What the new wording of a note lost."""

    note = HiddenField()
    text = TextAreaField(
        _l("What is missing or wrong in this wording?"),
        filters=[clean],
        validators=[
            DataRequired(_l("Write what is missing or wrong in the new wording.")),
            Length(max=LONGEST_OBJECTION, message=TOO_LONG),
        ],
    )
