"""Forms about a process: what it is, its sectors, its places."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forms.base import Form, MailAddressWithin, stripped
from smd_workshop.core.zones import DEFAULT, OFFERED

#: The languages that cards and pages of seats may come in.
LANGUAGES = {"es": "Español", "en": "English"}
CODE = validators.Regexp(
    r"^[a-z0-9][a-z0-9-]*$", message=_l("Only small letters without accents, digits and hyphens.")
)


#: Cities that are written otherwise in other languages than in the list of zones.
CITIES: dict[str, Any] = {
    "Bogota": _l("Bogota"),
    "Asuncion": _l("Asuncion"),
    "Sao Paulo": _l("Sao Paulo"),
    "Mexico City": _l("Mexico City"),
    "New York": _l("New York"),
    "Panama": _l("Panama"),
}


def zone_words(name: str) -> Any:
    """Return the city of a time zone as people read it: America/La_Paz is La Paz."""
    city = name.rpartition("/")[2].replace("_", " ")
    return CITIES.get(city, city)


class MultiCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ProcessForm(Form):
    """What a process is called and what it is for."""

    name = StringField(
        _l("Name"), [validators.DataRequired(), validators.Length(max=200)], filters=[stripped]
    )
    purpose = TextAreaField(
        _l("What is it for?"), [validators.Length(max=5000)], filters=[stripped]
    )
    place = StringField(_l("Place"), [validators.Length(max=200)], filters=[stripped])
    contact = StringField(
        _l("Who answers for it, and where to complain"),
        [validators.Length(max=300), MailAddressWithin()],
        filters=[stripped],
    )
    languages = MultiCheckboxField(
        _l("Languages of the cards"),
        [validators.InputRequired(_l("Choose at least one language."))],
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        default=["es"],
    )
    time_zone = SelectField(
        _l("Time zone"),
        choices=[SelectChoice(name, zone_words(name)) for name in OFFERED],
        default=DEFAULT,
    )
    public = BooleanField(_l("The public portal shows this process"))


class NewProcessForm(ProcessForm):
    """A new process; its code becomes part of every address and never changes."""

    code = StringField(
        _l("Short name for the address"),
        [validators.Optional(), validators.Length(max=40), CODE],
        filters=[stripped],
    )


class SectorForm(Form):
    """A sector: its name, and a code that results and files use."""

    name = StringField(
        _l("Name"), [validators.DataRequired(), validators.Length(max=200)], filters=[stripped]
    )
    code = StringField(
        _l("Code"), [validators.Optional(), validators.Length(max=40), CODE], filters=[stripped]
    )


class TerritoryForm(SectorForm):
    """A place inside the process."""
