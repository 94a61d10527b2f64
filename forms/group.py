"""The question into which group something belongs, in the words of the process's grouping."""

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from smd_workshop.processes.vocabulary import Grouping


def ask_by(field: RadioField, grouping: Grouping, *, required: bool) -> None:
    """Let a field of a form ask for one of the groups of a grouping."""
    field.label.text = _(grouping.question)
    field.choices = [SelectChoice(group.code, _(group.one)) for group in grouping.groups]
    if required:
        field.validators = [DataRequired(_(grouping.choose))]
