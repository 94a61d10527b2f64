"""A note that a seat writes: sorted into a group where its kind is; and an objection."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from forms.base import Form
from smd_workshop.board.objections import LONGEST as LONGEST_OBJECTION
from smd_workshop.rounds.ballots.contributions import LONGEST

TOO_LONG = _l("Please write at most %(max)d characters.")


def clean(value: str | None) -> str | None:
    """Take off margins, and what no database can hold."""
    return value.replace("\x00", "").replace("\r\n", "\n").strip() if value else value


class NoteForm(Form):
    """A note that is sorted: one idea, its group, and what supports it."""

    key = HiddenField(validators=[Length(max=64)])
    #: Its choices are those of the process: forms.group.
    group = RadioField(choices=[])
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
    """An objective, or another that is not sorted."""

    group = None
    text = TextAreaField(
        _l("Your proposal, one only"),
        filters=[clean],
        validators=[
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


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
