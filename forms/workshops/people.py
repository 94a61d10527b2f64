"""Forms about actors, seats, lists and cards."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, validators
from wtforms.fields.choices import SelectChoice

from forms.base import Form, stripped
from forms.workshops.process import MultiCheckboxField
from smd_workshop.core import names

NAME = validators.Length(max=200)
CODE = validators.Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", message=_l("Only letters without accents, digits and hyphens.")
)


def somebody(_form: Form, field: StringField) -> None:
    """Refuse for a name what says that there is nobody: it would get a card and could be let in."""
    if field.data and field.data != names.UNNAMED and names.is_nobody(field.data):
        raise validators.ValidationError(_l("This names nobody. Leave it empty."))


class ActorForm(Form):
    """An organisation; the choices of sector and territory are set by the view."""

    name = StringField(
        _l("Name of the actor"), [validators.DataRequired(), NAME, somebody], filters=[stripped]
    )
    sector = SelectField(_l("Sector"))
    territory = SelectField(_l("Place"), default="")

    def offer(self, sectors: list[tuple[str, str]], places: list[tuple[str, str]]) -> None:
        """Set what may be chosen, as (code, name)."""
        self.sector.choices = [SelectChoice(code, name) for code, name in sectors]
        self.territory.choices = [
            SelectChoice("", _l("no place")),
            *(SelectChoice(code, name) for code, name in places),
        ]


class SeatForm(ActorForm):
    """A seat and its actor, by hand."""

    code = StringField(
        _l("Code of the seat"),
        [validators.Optional(), validators.Length(max=40), CODE],
        filters=[stripped],
    )
    titular = StringField(_l("Titular"), [NAME, somebody], filters=[stripped])
    suplente = StringField(_l("Suplente"), [NAME, somebody], filters=[stripped])
    same = BooleanField(_l("They are the same people: only the names are corrected"))


class ImportForm(Form):
    """A spreadsheet with people."""

    file = FileField(_l("File (XLSX or CSV)"))


class CardsForm(Form):
    """Whose cards are printed; the choices are set by the view."""

    sectors = MultiCheckboxField(_l("Sectors"), validate_choice=True)
    holder = RadioField(
        _l("For whom"),
        choices=[
            SelectChoice("titular", _l("the titulars")),
            SelectChoice("suplente", _l("the suplentes that have a name")),
            SelectChoice("both", _l("both")),
        ],
        default="titular",
    )
    only = RadioField(
        _l("Which seats"),
        choices=[
            SelectChoice("missing", _l("only seats without a card")),
            SelectChoice("all", _l("all: the cards they have now stop working")),
        ],
        default="missing",
    )
