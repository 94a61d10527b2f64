"""A budget in a room: costs are typed as people write them, and stand on the ballot, on a screen and on paper."""

import pytest
from builders import cast, close, make_room, make_round
from staff import administrator
from werkzeug.datastructures import MultiDict

from forms.workshops.round import given_settings, round_form
from reports.workshops.paper_ballots import Option
from smd_workshop.library.methods import METHODS
from smd_workshop.web.facilitator.papers import paper_ballots

METHOD = METHODS["approval-budget"]
ASKED = [setting for setting in METHOD.settings if not setting.quiet]


def read(app, costs, budget="1 500,50", unit=""):
    """The form as it was sent: what is given, and what is wrong."""
    sent = {
        "title": "Fondo", "question": "¿Qué?", "subject": "objective", "electorate": "com",
        "secrecy": "secret", "visibility": "publication", "setting_budget": budget,
        "setting_costs": costs, "setting_unit": unit,
    }  # fmt: skip
    with app.test_request_context():
        form = round_form(ASKED)(MultiDict(sent))
        form.electorate.choices = [("com", "Comunidad")]
        form.validate()
        wrong = {name: found for name, found in form.errors.items() if name.startswith("setting_")}
        return given_settings(form, ASKED), wrong, form.setting_costs()


def test_costs_are_typed_a_line_for_each(app):
    given, wrong, shown = read(app, "OE1 350\n\nOE2: 12,5\nOE3  1 250")
    assert given == {"budget": 1500.5, "costs": {"OE1": 350, "OE2": 12.5, "OE3": 1250}}
    assert wrong == {}
    assert "OE2: 12,5" in shown, "what was typed stays"


@pytest.mark.parametrize(
    ("costs", "why"),
    [
        ("OE1", "«OE1» no es un código y un costo"),
        ("OE1 5\nOE1 6", "«OE1 6» no es un código y un costo"),
        ("OE1 mucho", "«mucho» no es un número"),
        ("OE1 0", "0 no es un monto mayor que cero"),
        ("OE1 1,234", "se puede leer de dos maneras"),
    ],
)
def test_a_line_that_is_no_cost_is_refused_beside_its_field(app, costs, why):
    _given, wrong, _shown = read(app, costs)
    assert why in " ".join(wrong["setting_costs"])


def test_a_budget_is_prepared_before_anything_has_a_code_and_all_missing_costs_are_named_at_once(
    app,
):
    """No objective has a code when the agenda is made; one sentence per cost would be a page per objective."""
    given, wrong, _shown = read(app, "")
    assert (given, wrong) == ({"budget": 1500.5}, {})
    room = make_room((6, 5, 5))
    wanted = {"budget": 500, "costs": {"F2": 80}}
    draft = make_round(room, METHOD.id, ("F1", "F2", "F3"), settings=wanted, open=False)
    boss = administrator(app)
    assert "what each of these costs: F1, F3." in boss.get("/f/moq/w/mesa-1/console?lang=en").text
    assert boss.get(f"/f/moq/w/mesa-1/rounds/{draft.number}/open").status_code == 200


def test_of_money_three_digits_after_a_mark_are_a_thousand(app):
    given, wrong, _shown = read(app, "OE1 35,000\nOE2 1.250,50\nOE3 45.000", "100,000", unit="S/")
    assert wrong == {}
    assert given == {
        "budget": 100_000, "unit": "S/", "costs": {"OE1": 35_000, "OE2": 1250.5, "OE3": 45_000},
    }  # fmt: skip
    assert read(app, "OE1 35,000", "100,000", unit="horas")[1].keys() >= {"setting_budget"}
    assert "setting_unit" in read(app, "OE1 5", unit="soles de 2026")[1]


def test_costs_and_budget_stand_on_the_ballot_and_on_paper(app):
    room = make_room((6, 5, 5))
    wanted = {"budget": 500, "unit": "S/", "costs": {"F1": 350.5, "F2": 80, "F9": 7}}
    round_ = make_round(room, METHOD.id, settings=wanted)
    assert round_.settings["costs"] == {"F1": 350.5, "F2": 80}, "of what is not asked nothing"
    client = app.test_client()
    client.post("/e", data={"code": room.cards[0].code})
    page = client.get(f"/s/mesa-1/{round_.number}").text
    assert "Factor F1 (cuesta S/\xa0350.5)" in page
    assert "Todo lo que se financie puede costar, junto, a lo más S/\xa0500." in page
    with app.test_request_context():
        paper = paper_ballots._ballot(round_)
    assert Option("F2", "Factor F2 (cuesta S/\xa080)") in paper.options
    assert "a lo más S/\xa0500" in paper.help


def test_whoever_may_recount_is_offered_the_script_beside_the_ballots(app):
    room = make_room((6, 5, 5))
    round_ = make_round(room, "ratify", ("OE1",))
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    close(round_, publish=True)
    client = app.test_client()
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/").text
    address = page.split('download="recontar.py"')[0].rsplit('href="', 1)[1].split('"')[0]
    listed = client.get("/api/v1/").text
    assert "1 votación: cifras y papeletas" in listed, "who begins at the open data finds the votes"
    (vote,) = client.get("/api/v1/catalog.jsonld").json["dcat:dataset"]
    assert vote["dct:title"].startswith("Ronda 1 · ")
    for file in vote["dcat:distribution"]:
        assert f'href="{file["@id"]}"' in listed
        assert client.get(file["dcat:downloadURL"]["@id"]).status_code == 200
    with client.get(address) as script:
        assert script.status_code == 200
        assert "Count a published round again" in script.text
