"""A note that staff enter for somebody: what was said, by whom, and how it came in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from forms.base import Form, stripped
from smd_workshop.rounds.ballots.contributions import LONGEST

#: What stands in the list before anybody was chosen.
NOBODY_YET = "none"


class NoteEntryForm(Form):
    """What a seat said; the choices of `who` are set by the page."""

    text = TextAreaField(
        _l("What was said, one idea, in the person's own words"),
        [DataRequired(_l("Write something first.")), Length(max=LONGEST)],
        filters=[stripped],
    )
    #: Its choices are those of the process: forms.group.
    group = RadioField(validators=[Optional()], choices=[])
    who = SelectField(_l("Whose words are these?"))
    channel = RadioField(
        _l("How did it come in?"),
        [InputRequired(_l("Say how it came in."))],
        choices=[
            SelectChoice("aloud", _l("Said aloud in the room")),
            SelectChoice("assisted", _l("With an assistant who wrote it down")),
            SelectChoice("interview", _l("Interview")),
            SelectChoice("document", _l("Document")),
        ],
    )
    evidence = TextAreaField(
        _l("How is it known? (you may leave it empty)"), [Length(max=LONGEST)], filters=[stripped]
    )
    theme = StringField(_l("Theme (you may leave it empty)"), [Length(max=200)], filters=[stripped])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a person where the words were said, not written in a document."""
        valid = bool(super().validate(extra_validators))
        nobody = self.who.data in {"", NOBODY_YET}
        if valid and nobody and self.channel.data != "document":
            self.who.errors = [_l("Choose the seat or the sector that said it.")]
            return False
        return valid
