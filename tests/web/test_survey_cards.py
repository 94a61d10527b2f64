"""Pages of a survey are made of cards that are remembered: they say the same as if each were drawn anew, to each their own."""

import random
import re
from copy import deepcopy
from datetime import date

import pytest
from sqlalchemy import event
from surveyed import SHORT, make_survey

from smd_workshop.database import autocommit, db
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answering import PART, Fault
from smd_workshop.library.survey.instrument.flow import everything, journey
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import TEMPLATES, template
from smd_workshop.web.sheets import survey_cards
from smd_workshop.web.sheets.survey_sheets import Sheet

TODAY = date(2023, 9, 1)
SEVERAL = {
    "type": "multiple", "code": "varias", "text": {"es-PE": "¿Cuáles <usa>?"}, "na": {"es-PE": "Ninguna"},
    "options": [{"code": c, "text": {"es-PE": f"«{c}» & más"}} for c in ("a", "b", "c")],
}  # fmt: skip
ONE = SEVERAL | {"type": "single", "code": "una", "shuffle": True}
PLACES = SEVERAL | {"type": "ranking", "code": "orden"}
QUOTING = {
    "type": "likert", "code": "cita", "scale": "acuerdo",
    "text": {"es-PE": "Usted dijo «${comentario|nada}». ¿Sigue así?"},
}  # fmt: skip


def of_all_kinds():
    """The short questionnaire with every kind of control, and a page that quotes what was written before."""
    document = deepcopy(SHORT)
    document["pages"][0]["questions"] += [SEVERAL, ONE, PLACES]
    document["pages"].append({"code": "tres", "questions": [QUOTING]})
    return document


DOCUMENTS = {name: template(name) for name in TEMPLATES} | {"every kind": of_all_kinds()}


def drawn_fields(question, chance):
    """Fields as a form may hold them: values that are offered, that are not, several, none."""
    codes = [row.code for row in question.rows] or [question.code]
    offered = [option.code for option in question.options] or [str(n) for n in range(-1, 12)]
    values = [*offered, model.NA_CODE, "<no>", ""]
    fields = {c: chance.sample(values, chance.randint(0, 2)) for c in codes}
    return fields | {f"{question.code}{PART}na": chance.choice([[], ["na"]])}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_remembered_card_is_the_card_that_would_be_drawn(app, name):
    instrument, chance = instrument_of(DOCUMENTS[name]), random.Random(2022)
    made = everything(instrument, TODAY)
    with app.test_request_context(headers={"Accept-Language": "es"}):
        for _ in range(4):
            for shown in (each for page in made.pages for each in page.questions):
                sheet = Sheet(made, drawn_fields(shown.question, chance), language="es-PE")
                anew = re.sub(r"\n\s*", "\n", survey_cards.drawn(sheet, shown))
                assert re.sub(r"\n\s*", "\n", survey_cards.cards(sheet, [shown])) == anew
    assert len(survey_cards._blanks), "or nothing was remembered"


def test_paragraphs_of_a_note_stay_apart(app):
    document = deepcopy(SHORT)
    text = {"es-PE": "Uno.\n\nDos.\n<b>"}
    document["pages"][0]["questions"].append({"type": "note", "code": "nota", "text": text})
    made = everything(instrument_of(document), TODAY)
    with app.test_request_context(headers={"Accept-Language": "es"}):
        shown = [q for q in made.pages[0].questions if q.question.code == "nota"]
        card = survey_cards.cards(Sheet(made, {}, language="es-PE"), shown)
    assert '<p class="pre">Uno.\n\nDos.\n&lt;b&gt;</p>' in card


def test_what_is_wrong_and_the_order_of_each_person_stand_on_the_card(app):
    instrument = instrument_of(of_all_kinds())
    with app.test_request_context(headers={"Accept-Language": "es"}):
        orders = set()
        for seed in "abcdef":
            made = journey(instrument, {}, TODAY, seed)
            (shown,) = [q for q in made.pages[0].questions if q.question.code == "una"]
            page = survey_cards.cards(Sheet(made, {"una": ["b"]}, language="es-PE"), [shown])
            orders.add(tuple(re.findall(r'value="([abc])"', page)))
            assert re.findall(r'value="(\w+)" checked', page) == ["b"]
        assert len(orders) > 1
        wrong = Sheet(made, {}, {"una": Fault()}, "es-PE")
        assert 'id="una-error"' in survey_cards.cards(wrong, [shown])


def test_nobody_sees_what_somebody_else_answered(app):
    asked = make_survey(document=of_all_kinds())
    first, second = (f"/q/{link}" for link in asked.links[:2])
    phone = app.test_client()
    for here in (first, second):
        phone.post(here)
    phone.post(f"{first}/p/uno", data={"p1": "5", "una": "a", "varias": ["a", "c"]})
    phone.post(f"{first}/p/dos", data={"comentario": "La balanza"})
    mine = [phone.get(f"{first}/p/{page}").text for page in ("uno", "tres")]
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', mine[0]) == [
        ("p1", "5"), ("varias", "a"), ("varias", "c"), ("una", "a"),
    ]  # fmt: skip
    assert "«La balanza»" in mine[1]
    theirs = [phone.get(f"{second}/p/{page}").text for page in ("uno", "tres")]
    assert " checked" not in theirs[0]
    assert "«nada»" in theirs[1]


@pytest.mark.on_both
def test_a_page_asks_the_database_once_and_saving_it_twice(app, monkeypatch):
    asked = make_survey(document=template("zed_users"))
    here, phone = f"/q/{asked.links[0]}", app.test_client()
    first = phone.post(here).location
    said = []
    send = autocommit.Direct.exec_driver_sql
    monkeypatch.setattr(
        autocommit.Direct, "exec_driver_sql",
        lambda self, text, values=(): (said.append(text), send(self, text, values))[1],
    )  # fmt: skip

    def note(_connection, _cursor, text, *_):
        said.append(text)

    phone.get(first)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        said.clear()
        phone.get(first)
        assert [text.split()[0] for text in said] == ["SELECT"], said
        said.clear()
        phone.post(first, data={"go": "next"})
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [text.split()[0] for text in said] == ["SELECT", "UPDATE"], said


def test_a_page_that_another_site_sends_is_refused_in_words(app):
    asked = make_survey()
    here, phone = f"/q/{asked.links[0]}", app.test_client()
    phone.post(here)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = phone.post(f"{here}/p/uno", data={"p1": "5"}, headers=elsewhere)
    assert answer.status_code == 403
    assert " checked" not in phone.get(f"{here}/p/uno").text
