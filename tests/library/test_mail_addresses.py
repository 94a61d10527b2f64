"""One rule for every mail address, alone or among other words."""

from each_case import each_case
from werkzeug.datastructures import MultiDict

from forms.account import AccountForm
from forms.surveys.survey import SurveyForm
from forms.workshops.process import ProcessForm
from smd_workshop.core import mail_addresses


@each_case(
    "text, found",
    [
        ("Oficina 3, quejas@moq.pe", ["quejas@moq.pe"]),
        ("Planes <planes@zed.pe>; 053-484100", ["planes@zed.pe"]),
        ("mailto:planes@zed.pe.", ["planes@zed.pe"]),
        ("Oficina 3", []),
        ("a@b, c@zed.pe", ["a@b", "c@zed.pe"]),
    ],
)
def test_an_address_is_found_among_other_words(text, found):
    assert mail_addresses.written(text) == found


def test_every_form_that_takes_a_mail_address_refuses_what_can_be_none(app):
    with app.test_request_context():
        for form, name in (
            (SurveyForm, "contact"),
            (ProcessForm, "contact"),
            (AccountForm, "email"),
        ):
            made = form(MultiDict({"name": "X", "languages": "es", name: "planes@zed"}))
            assert not made.validate() and "planes@zed" in made[name].errors[0]
        for contact in ("", "Oficina 3, anexo 12", "Oficina de Planes, planes@zed.pe"):
            assert SurveyForm(MultiDict({"name": "X", "contact": contact})).validate()
