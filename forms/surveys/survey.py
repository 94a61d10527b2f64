"""Forms of staff about surveys: the survey, its waves, invitations, published figures."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice

from forms.base import Form, MailAddressWithin, WholeField, stripped

TEXT = validators.Length(max=200)


class SurveyForm(Form):
    """What a survey is called, who asks, and whom to ask about it."""

    name = StringField(
        _l("Name of the survey"),
        [validators.DataRequired(_l("Give the survey a name.")), TEXT],
        filters=[stripped],
    )
    organisation = StringField(_l("Who asks (as people know it)"), [TEXT], filters=[stripped])
    contact = StringField(
        _l("Whom people can ask about it"), [TEXT, MailAddressWithin()], filters=[stripped]
    )


class NewSurveyForm(SurveyForm):
    """A new survey; what it begins with is set by the view."""

    template = RadioField(_l("Begin with"))


class ListForm(Form):
    """A spreadsheet with the people to ask."""

    file = FileField(_l("File (XLSX or CSV)"))


class PersonForm(Form):
    """What the list says of one person; what groups them is beside it."""

    name = StringField(
        _l("Name"), [validators.DataRequired(_l("Write the name.")), TEXT], filters=[stripped]
    )
    code = StringField(_l("Code"), [validators.Length(max=40)], filters=[stripped])
    phone = StringField(_l("Mobile"), [validators.Length(max=40)], filters=[stripped])
    email = StringField(_l("Mail"), [validators.Length(max=254)], filters=[stripped])


class QuestionnaireForm(Form):
    """A questionnaire that was written elsewhere."""

    file = FileField(_l("File (XLSForm or smd-instrument)"))


class _AnyWave(Form):
    """What every wave says of itself; the versions of the questionnaire are set by the view."""

    name = StringField(
        _l("Name of the wave"),
        [validators.DataRequired(_l("Give the wave a name.")), TEXT],
        filters=[stripped],
    )
    year = WholeField(
        _l("Year of its figures"),
        [validators.InputRequired(_l("Write the year.")), validators.NumberRange(1990, 2200)],
    )
    instrument = RadioField(_l("Version of the questionnaire"), coerce=int)


class WaveForm(_AnyWave):
    """A wave that is put to people."""

    mode = RadioField(
        _l("How answers are kept"),
        choices=[
            SelectChoice("anonymous", _l("anonymous: nothing leads from a person to the answers")),
            SelectChoice(
                "confidential",
                _l("confidential: kept with who answered; they may change them until the close"),
            ),
        ],
        default="anonymous",
    )
    population = WholeField(
        _l("How many people are there in all?"),
        [validators.Optional(), validators.NumberRange(1, 10**9)],
    )
    ends_on = DateField(_l("Last day for answers"), [validators.Optional()])
    keep_until = DateField(
        _l("Last day on which names, links and addresses are kept"), [validators.Optional()]
    )
    consent = TextAreaField(
        _l("What people agree to (in your words)"),
        [validators.Length(max=3000)],
        filters=[stripped],
    )


class PastWaveForm(_AnyWave):
    """A wave that was gathered elsewhere, and the file with its answers."""

    file = FileField(_l("File with the answers (XLSX or CSV)"))
    mode = RadioField(
        _l("How answers are kept"),
        choices=[
            SelectChoice("anonymous", _l("anonymous: nothing leads from a person to the answers")),
            SelectChoice(
                "confidential", _l("confidential: kept with who answered, where the file says who")
            ),
        ],
        default="anonymous",
    )
    population = WholeField(
        _l("How many people were there in all?"),
        [validators.Optional(), validators.NumberRange(1, 10**9)],
    )


class UnnamedForm(Form):
    """Cards that are handed out without a name."""

    many = WholeField(
        _l("How many cards without a name?"),
        [validators.InputRequired(_l("Write a number.")), validators.NumberRange(1, 500)],
    )


class OpenLinkForm(Form):
    """A link by which anybody may begin."""

    name = StringField(
        _l("Where will it be? A poster, a group, a counter"),
        [
            validators.DataRequired(
                _l("Write where the link will be: a poster, a group, a counter.")
            ),
            validators.Length(max=120),
        ],
        filters=[stripped],
    )
    ends_on = DateField(_l("Last day on which it works"), [validators.Optional()])


class FigureForm(Form):
    """A figure to be published for an indicator; which figures and indicators there are is set by the view."""

    figure = RadioField(_l("Figure"))
    indicator = SelectField(_l("Indicator of a plan"), [validators.Optional()])
    other = StringField(_l("Another code"), [validators.Length(max=80)], filters=[stripped])
    unplanned = BooleanField(_l("Publish it under a code that no plan has"))
    #: The codes of the indicators to choose from, set by the view.
    planned: Collection[str] = ()

    def validate_other(self, field: StringField) -> None:
        """Ask for one, chosen or written: what is written is the code of none to choose from."""
        if self.indicator.data and field.data:
            raise validators.ValidationError(
                _l("Choose an indicator or write another code, not both.")
            )
        if field.data in self.planned:
            raise validators.ValidationError(
                _l("A plan has this code. Choose its indicator above, so that the figure says of which plan it is.")
            )  # fmt: skip
        if not (self.indicator.data or field.data):
            raise validators.ValidationError(
                _l("Choose an indicator, or write its code.")
                if self.planned
                else _l("Write the code of the indicator.")
            )

    def validate_unplanned(self, field: BooleanField) -> None:
        """Let a code that no plan has be one that its writer means."""
        if self.other.data and self.other.data not in self.planned and not field.data:
            raise validators.ValidationError(
                _l("No plan has this code. Look at how it is written, or tick here to publish it.")
            )


class LetterForm(Form):
    """A letter to many; words in braces stand for what differs."""

    subject = StringField(
        _l("Subject"), [validators.DataRequired(_l("Write a subject.")), TEXT], filters=[stripped]
    )
    body = TextAreaField(
        _l("Letter"),
        [validators.DataRequired(_l("Write a letter.")), validators.Length(max=5000)],
        filters=[stripped],
    )


class CodeForm(Form):
    """What several comments are about."""

    name = StringField(
        _l("One more thing that comments are about"),
        [
            validators.DataRequired(_l("Write what comments are about.")),
            validators.Length(max=120),
        ],
        filters=[stripped],
    )


class RecommendationForm(Form):
    """What is to be done after a wave."""

    text = TextAreaField(
        _l("What is to be done"),
        [validators.DataRequired(_l("Write what is to be done.")), validators.Length(max=2000)],
        filters=[stripped],
    )
    unit = StringField(
        _l("Unit that does it"),
        [validators.DataRequired(_l("Write which unit does it.")), TEXT],
        filters=[stripped],
    )
    due = DateField(_l("By when"), [validators.InputRequired(_l("Write by when."))])
    told_as = TextAreaField(
        _l("“You said”: what people had said, for the next survey"),
        [validators.Length(max=2000)],
        filters=[stripped],
    )


class StepForm(Form):
    """A step of a recommendation."""

    state = RadioField(
        _l("State"),
        choices=[
            SelectChoice("pending", _l("pending")),
            SelectChoice("in_progress", _l("in progress")),
            SelectChoice("done", _l("done")),
            SelectChoice("cancelled", _l("cancelled")),
        ],
    )
    did = TextAreaField(
        _l("“We did”: what was done, or why not"), [validators.Length(max=2000)], filters=[stripped]
    )
    evidence = StringField(
        _l("Where can it be seen? An address or a document"),
        [validators.Length(max=2000)],
        filters=[stripped],
    )
