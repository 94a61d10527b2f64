"""A survey in the browser of staff and on the phones of people: from a template to the published figure."""

import copy
import csv
import html
import io
import json
import re
from base64 import b64decode

import pytest
from sqlalchemy import select
from staff import administrator, member
from surveyed import ALIKE, SHORT, close, form_of, make_survey, respond, secret

from smd_workshop.core import codes
from smd_workshop.core.clock import now
from smd_workshop.core.zones import DEFAULT, day_of
from smd_workshop.database import db, transaction
from smd_workshop.library.survey.files import recount_content
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.models import Answer, Respondent, SurveyParticipation, Wave
from smd_workshop.processes import processes
from smd_workshop.surveys.answers import visits
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.respondents import invitations

LIST = "Usuario;Celular;Tamaño;DNI\n" + "".join(
    f"Usuario {n:02d};9534567{n:02d};{'grande' if n < 5 else 'pequeña'};1234567{n}\n"
    for n in range(1, 14)
)
LINK = re.compile(r"http://localhost/q/(\w{12})\b")
ONE = {"p1": "5", "p2": "na", "p3": "4"}
TWO = {"todo": "5", "recomienda": "9", "comentario": "Más horas"}


def redirected(answer, to):
    assert answer.status_code == 303, answer.text
    assert re.fullmatch(to, answer.location), answer.location
    return answer.location


def told(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def answered(browser, link, one=ONE, two=TWO):
    """Answer on a phone, as its buttons do; return where the last page leads."""
    here = f"/q/{link}"
    redirected(browser.post(here), rf"{here}/p/\w+")
    redirected(browser.post(f"{here}/p/uno", data=one), f"{here}/p/dos")
    redirected(browser.post(f"{here}/p/dos", data=two), f"{here}/send")
    return redirected(browser.post(f"{here}/send"), f"{here}/thanks")


@pytest.mark.on_both
def test_from_a_template_to_the_published_figure(app):
    with transaction():
        processes.create("ZED Ilo", now(), code="zed")
    staff, phone = administrator(app), app.test_client()
    here = "/f/zed/surveys"
    assert here in told(staff, "/f/zed/")
    own = staff.post(f"{here}/new", data={"name": "Propia", "template": "file"})
    brings = redirected(own, f"{here}/propia/versions/import")
    assert "XLSForm" in told(staff, brings)
    assert 'versions/import"' in told(staff, f"{here}/propia/"), "the first step"
    home = redirected(
        staff.post(f"{here}/new", data={"name": "Satisfacción", "template": "zed_users"}),
        f"{here}/.+/",
    )
    assert told(staff, home).count("✓") == 0
    version = f"{home}versions/1"
    told(
        staff,
        told(staff, version)
        and f"{version}/preview/" + re.search(r"preview/(\w+)", told(staff, version))[1],
    )
    redirected(staff.post(f"{version}/publish"), version)

    sent = staff.post(
        f"{home}people/import", data={"file": (io.BytesIO(LIST.encode()), "lista.csv")}
    )
    preview = redirected(sent, f"{home}people/import/.+")
    plan = re.search(r'name="plan" value="(\w+)"', told(staff, preview))[1]
    redirected(staff.post(preview, data={"plan": plan}), f"{home}people")
    people = db.session.scalars(select(Respondent).order_by(Respondent.id)).all()
    assert (people[0].phone, people[0].attributes) == ("51953456701", {"Tamaño": "grande"})
    assert "1234567" not in told(staff, f"{home}people"), "identity numbers are not kept"

    fields = form_of(told(staff, f"{home}waves/new"))
    assert fields["population"] == ["13"]
    wave = redirected(staff.post(f"{home}waves/new", data=fields), f"{home}waves/1")
    redirected(staff.post(f"{wave}/open"), wave)
    page = staff.post(f"{wave}/links")
    links = list(dict.fromkeys(LINK.findall(page.text)))
    assert len(links) == 13
    # The same as a file, in the page itself: made again, the links would be others.
    name, kind, data = re.search(
        r'download="([^"]+\.csv)"\s+href="data:([^;]+);base64,([^"]+)"', page.text
    ).groups()
    rows = list(csv.reader(io.StringIO(b64decode(data).decode("utf-8-sig"))))
    assert (name, kind) == ("links-satisfaccion-1.csv", "text/csv") and len(rows) == 14
    assert rows[1][0] == "Usuario 01" and rows[1][4].endswith(links[0]) and links[0] in rows[1][5]
    assert page.headers["Cache-Control"] == "no-store"
    assert "https://wa.me/51953456701?text=" in page.text
    for n, link in enumerate(links[:11]):
        everything(phone, link, "5" if n else "3")
    # Two more on paper: the second by mistake twice.
    waiting = re.findall(r'<option value="(\d+)"', told(staff, f"{wave}/paper"))
    assert len(waiting) == 2
    for person in (waiting[0], waiting[0]):
        redirected(
            staff.post(f"{wave}/paper", data={"person": person, "fia1": "4"}), f"{wave}/paper"
        )
    assert db.session.query(SurveyParticipation).count() == 12

    assert "12 have answered" in told(staff, f"{wave}/close")
    redirected(staff.post(f"{wave}/close"), f"{wave}/results")
    result = told(staff, f"{wave}/results")
    choice = re.search(r'name="figure" [^>]*value="headline"|value="headline"', result)
    assert choice
    sent = {"figure": "headline", "other": "AEI.02.01", "unplanned": "y"}
    redirected(staff.post(f"{wave}/figures", data=sent), f"{wave}/results")
    latest = figures.latest_figure("AEI.02.01", now().year)
    assert latest.unit == "answers"
    assert f"{latest.numerator} " in told(staff, f"{wave}/results").replace("&nbsp;", " ").replace(
        "\xa0", " "
    )
    assert figures.latest_figure("AEI.02.01", 1999) is None


def everything(phone, link, point):
    """Answer every scale with this point, page after page, as a phone without a script does."""
    where = redirected(phone.post(f"/q/{link}"), f"/q/{link}/p/.+")
    while "/p/" in where:
        page = told(phone, where)
        names = set(re.findall(r'<input type="radio" name="(\w+)" value="5"', page))
        where = redirected(phone.post(where, data=dict.fromkeys(names, point)), f"/q/{link}/.+")
    redirected(phone.post(where), f"/q/{link}/thanks")


def test_a_link_that_a_messenger_opens_a_hundred_times_changes_nothing(app):
    asked = make_survey()
    phone, link = app.test_client(), asked.links[0]
    before = stored()
    pages = {phone.get(f"/q/{link}").text for _ in range(100)}
    assert len(pages) == 1
    for path in ("", "/p/uno", "/send", "/thanks"):
        phone.get(f"/q/{link}{path}")
    assert stored() == before
    answered(phone, link)
    assert stored() != before


def test_a_page_that_arrives_as_no_form_empties_nothing_of_what_was_answered(app):
    """Read as a form without fields it was acknowledged, and the page was empty."""
    asked = make_survey()
    phone, link = app.test_client(), asked.links[0]
    redirected(phone.post(f"/q/{link}"), f"/q/{link}/p/.+")
    redirected(phone.post(f"/q/{link}/p/uno", data=ONE), f"/q/{link}/p/.+")
    before = stored()
    for kind, body in (
        *((each, b"p1=1") for each in ("text/plain", "application/json", "multipart/form-data")),
        ("", b""),
        ("text/plain", b""),
    ):
        answer = phone.post(f"/q/{link}/p/uno", data=body, content_type=kind)
        assert answer.status_code in {400, 415}, kind
    assert stored() == before


def stored():
    with db.engine.connect() as connection:
        tables = [t for t in db.metadata.sorted_tables if t.name != "journal"]
        return {t.name: sorted(map(repr, connection.execute(select(t)))) for t in tables}


def test_page_one_says_how_answers_are_kept_who_asks_and_that_few_are_asked(app):
    for mode, words in (
        ("anonymous", "Nothing joins the two"),
        ("confidential", "together with who you are"),
    ):
        asked = make_survey(mode=mode, process=processes.create(mode, now(), code=mode))
        page = app.test_client().get(f"/q/{asked.links[0]}", headers={"Accept-Language": "en"}).text
        assert words in page
        assert "Few are asked: 6 people" in page
        assert "ZED Ilo" in page
        assert ("This link is for Usuario 01" in page) == (mode == "confidential")
        named = mode == "confidential"
        assert ("As long as your name is kept with your answers you can ask" in page) == named
        assert ("because nobody can find them" in page) != named
        assert "Ley 29733" in page and "Ask for it where you got this link." in page
        with transaction():
            asked.survey.contact = "Ana, oficina 3"
            asked.wave.population = 7
            card = invitations.issue_unnamed(asked.wave, 1, now(), None, secret())[0]
        page = app.test_client().get(f"/q/{card.code}", headers={"Accept-Language": "en"}).text
        assert "who you are, so" not in page and "This link is for" not in page, (
            "a card is nobody's"
        )


def test_the_first_view_fits_into_one_round_trip(app):
    asked = make_survey()
    phone = app.test_client()
    page = phone.get(f"/q/{asked.links[0]}", headers={"Accept-Encoding": "gzip"})
    style = re.search(r'href="([^"]*app\.css[^"]*)"', phone.get(f"/q/{asked.links[0]}").text)[1]
    css = phone.get(style, headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == css.headers["Content-Encoding"] == "gzip"
    assert len(page.data) + len(css.data) < 14_000


def test_what_is_wrong_is_said_and_all_that_was_written_is_still_there(app):
    asked = make_survey()
    phone, here = app.test_client(), f"/q/{asked.links[0]}"
    phone.post(here)
    page = phone.post(f"{here}/p/uno", data={"p2": "4", "p3": "77"})
    assert page.status_code == 422
    assert re.search(r'name="p2" value="4" checked', page.text)
    assert 'href="#p1"' in page.text and 'href="#p3"' in page.text
    assert visits.visit(asked.links[0], secret()).draft == {"p2": 4}, "what was right is saved"
    # Going back or coming another day asks for nothing.
    redirected(phone.post(f"{here}/p/uno", data={"p2": "4", "go": "later"}), rf"{here}\?saved=1")
    redirected(phone.post(f"{here}/p/dos", data={"todo": "3", "go": "back"}), f"{here}/p/uno")
    lacking = phone.post(f"{here}/send")
    assert lacking.status_code == 422
    assert f"{here}/p/uno#p1" in lacking.text
    assert "Regular" in lacking.text, "all answers are shown"
    above, _review, below = lacking.text.partition("Regular")
    assert f'action="{here}/send"' in above and f'action="{here}/send"' in below, "at both ends"


def test_a_used_a_revoked_and_an_unknown_link_say_so_plainly(app):
    asked = make_survey()
    phone = app.test_client()
    answered(phone, asked.links[0])
    used = phone.get(f"/q/{asked.links[0]}", headers={"Accept-Language": "en"})
    assert (used.status_code, "This link was used" in used.text) == (200, True)
    assert "Nobody can show you your answers" in used.text, "what nobody can do is said there too"
    staff = member(app, asked.survey.process, "survey_manager")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    redirected(staff.post(f"{wave}/links/{asked.people[1].id}/revoke"), wave)
    gone = phone.get(f"/q/{asked.links[1]}", headers={"Accept-Language": "en"})
    assert (gone.status_code, "no longer works" in gone.text) == (410, True)
    redirected(phone.post(f"/q/{asked.links[1]}"), f"/q/{asked.links[1]}")
    assert phone.get("/q/AAAAAAAAAAAA").status_code == 404
    typed = "-".join(re.findall("....", asked.links[2])).lower()
    redirected(phone.get("/q", query_string={"code": typed}), f"/q/{asked.links[2]}")
    close(asked)
    over = phone.get(f"/q/{asked.links[2]}", headers={"Accept-Language": "en"})
    assert (over.status_code, "survey is over" in over.text) == (410, True)
    assert "did not arrive, was not counted, and was erased" in over.text


def test_after_the_close_a_change_that_was_not_sent_is_said_not_to_count(app):
    asked = make_survey(mode="confidential")
    phone = app.test_client()
    answered(phone, asked.links[0])
    english = {"Accept-Language": "en"}
    rights, until = "you can ask to see them, to have them put right", "we keep your name with"
    thanks = phone.get(f"/q/{asked.links[0]}/thanks", headers=english).text
    assert rights in thanks and until in thanks
    assert "questions ·" not in phone.get(f"/q/{asked.links[0]}", headers=english).text, (
        "how many there are depends on answers that this page does not read"
    )
    phone.post(f"/q/{asked.links[0]}")
    phone.post(f"/q/{asked.links[0]}/p/uno", data=ONE | {"p1": "1"})
    close(asked)
    over = phone.get(f"/q/{asked.links[0]}", headers={"Accept-Language": "en"})
    assert (over.status_code, "They count as you sent them last." in over.text) == (200, True)
    assert rights in over.text and "Ley 29733" in over.text


def test_a_link_that_was_taken_back_tells_nothing_of_what_was_written_by_the_new_one(app):
    asked = make_survey(mode="confidential")
    with transaction():
        person = asked.people[:1]
        (new,) = invitations.issue(asked.wave, person, now(), None, secret())
    owner, other, old = app.test_client(), app.test_client(), f"/q/{asked.links[0]}"
    owner.post(f"/q/{new.code}")
    owner.post(f"/q/{new.code}/p/dos", data=TWO | {"go": "later"})
    shown = other.post(f"{old}/p/dos", data={"todo": "3"}, headers={"Accept-Language": "en"})
    assert (shown.status_code, "no longer works" in shown.text) == (410, True)
    assert "Regular" in shown.text, "what was typed here"
    assert TWO["comentario"] not in shown.text


def test_who_began_by_two_links_is_not_told_that_the_second_answers_arrived(app):
    asked = make_survey()
    with transaction():
        second = invitations.add(asked.wave, asked.people[0], now(), secret()).code
    phone = app.test_client()
    phone.post(f"/q/{second}")
    phone.post(f"/q/{second}/p/uno", data=ONE)
    phone.post(f"/q/{second}/p/dos", data=TWO | {"comentario": "Lo segundo"})
    answered(phone, asked.links[0])
    sent = phone.post(f"/q/{second}/send", headers={"Accept-Language": "en"})
    assert sent.status_code == 409
    assert "sent meanwhile, from another page or by another link of yours" in sent.text
    assert "Lo segundo" in sent.text
    # Tapped twice is another thing: these are the answers that arrived.
    again = phone.post(f"/q/{asked.links[0]}/send")
    redirected(again, f"/q/{asked.links[0]}/thanks")


def test_a_page_that_a_new_link_overtook_shows_what_was_typed_and_the_new_link_goes_on(app):
    asked = make_survey(mode="confidential")
    phone, old = app.test_client(), f"/q/{asked.links[0]}"
    redirected(phone.post(old), f"{old}/p/.+")
    phone.post(f"{old}/p/uno", data=ONE)
    staff = member(app, asked.survey.process, "survey_manager")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    assert "has begun" in told(staff, wave)
    person = asked.people[0].id
    for asks in (f"{wave}/links", f"{wave}/links/{person}"):
        assert "What was answered so far is kept" in told(staff, asks)
    made = staff.post(f"{wave}/links", data={"person": person}).text
    late = phone.post(f"{old}/p/dos", data={"comentario": "Más horas"})
    assert (late.status_code, "Más horas" in late.text) == (410, True)
    fresh = re.search(r"/q/(\w{12})", made)[1]
    assert visits.visit(fresh, secret()).draft == {"p1": 5, "p2": None, "p3": 4}


@pytest.mark.on_both
def test_two_tabs_on_one_link_are_one_respondent(app):
    asked = make_survey()
    tabs, here = [app.test_client(), app.test_client()], f"/q/{asked.links[0]}"
    for tab in tabs:
        redirected(tab.post(here), f"{here}/p/.+")
    tabs[0].post(f"{here}/p/uno", data=ONE)
    tabs[1].post(f"{here}/p/dos", data=TWO)
    for tab in tabs:
        redirected(tab.post(f"{here}/send"), f"{here}/thanks")
    late = tabs[1].post(f"{here}/p/dos", data={"comentario": "Más horas"})
    assert (late.status_code, "Más horas" in late.text) == (409, True), "what was typed is shown"
    assert db.session.query(SurveyParticipation).count() == 1
    close(asked)
    assert {a.item_code for a in db.session.scalars(select(Answer))} == {
        "p1", "p2", "p3", "todo", "recomienda",
    }  # fmt: skip


def test_staff_see_who_answered_and_nothing_of_what_before_the_close(app):
    asked = make_survey(mode="confidential")
    answered(app.test_client(), asked.links[0], two=TWO | {"comentario": "susurro"})
    staff = member(app, asked.survey.process, "survey_manager")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    pages = [told(staff, wave), told(staff, f"{wave}/results"), told(staff, f"{wave}/paper")]
    assert not any("susurro" in page for page in pages)
    assert "There is no result before the wave closes" in pages[1]
    assert "✓ answered" in pages[0] and "Usuario 01" in pages[0]
    assert staff.get(f"{wave}/result.json").status_code == 404
    assert staff.get(f"{wave}/data.json").status_code == 404


@pytest.mark.parametrize(("many", "shown"), [(4, False), (5, True)])
def test_fewer_than_five_answers_show_nothing_and_publish_nothing(app, many, shown):
    asked = make_survey(many=6)
    for place in range(many):
        respond(asked, place, {"p1": 5, "p2": 4, "p3": 3})
    close(asked)
    staff = administrator(app)
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    page = told(staff, f"{wave}/results")
    assert ("Fewer than five people answered" in page) is not shown
    assert ("Dimensions and items" in page) is shown
    assert bool(figures.candidates(asked.wave)) is shown
    assert ("headline" in staff.get(f"{wave}/result.json").json) is shown
    refused = staff.get(f"{wave}/data.json")
    assert refused.status_code == 403, "six people: nobody gets single answers"


def test_a_correction_of_a_figure_is_a_new_row_and_the_last_one_stands(app):
    asked = make_survey()
    for place in range(6):
        respond(asked, place, {"p1": 5, "p2": 4 + place % 2, "p3": 3, "todo": 5})
    close(asked)
    with transaction():
        for name in ("people", "headline"):
            figures.publish(asked.wave, name, "AEI.01", now(), None)
    latest = figures.latest_figure("AEI.01", 2023, asked.survey.process)
    assert (latest.numerator, latest.denominator, latest.unit) == (9, 18, "answers")
    assert "top=5 of 1-5; corta v1" in latest.definition
    assert len(figures.of_survey(asked.survey)) == 2


def test_a_wave_is_read_under_its_own_survey_and_process_only(app):
    asked = make_survey()
    with transaction():
        other = processes.create("Otro", now(), code="otro")
    stranger = member(app, other, "survey_manager")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    assert stranger.get(wave).status_code == 403
    assert stranger.get(wave.replace("/zed/", "/otro/")).status_code == 404
    assert db.session.scalars(select(Wave.state)).one() == "open"


def test_where_nobody_knows_how_many_there_are_nothing_is_said_of_who_is_missing(app):
    asked = make_survey(population=None)
    for place in range(6):
        respond(asked, place, {"p1": 4 + place % 2, "p2": 4, "p3": 3})
    close(asked)
    page = told(administrator(app), f"/f/zed/surveys/{asked.survey.code}/waves/1/results")
    assert "6 people answered" in page
    assert "who are missing" not in page


def test_of_thirty_and_more_the_file_of_answers_counts_to_what_the_page_shows(app):
    asked = make_survey(many=31)
    for place in range(31):
        scales = {"p1": 5, "p2": 1 + place % 5, "p3": 3, "todo": 4, "recomienda": 9}
        respond(asked, place, scales | {"comentario": "susurro"})
    close(asked)
    staff = administrator(app)
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    content = staff.get(f"{wave}/data.json").data
    assert b"susurro" not in content
    shown = staff.get(f"{wave}/result.json").json
    again = recount_content(content)
    # What became of everybody who was asked is in no file of answers.
    assert shown.keys() - again.keys() == {"dispositions"}
    assert again == {key: shown[key] for key in again}
    assert (shown["dispositions"]["asked"], shown["dispositions"]["rr1"]) == (31, 1)
    assert shown["input_sha256"] in told(staff, f"{wave}/results")


def test_a_form_of_odk_is_judged_row_by_row_and_kept_as_a_draft(app):
    asked = make_survey()
    staff, here = administrator(app), f"/f/zed/surveys/{asked.survey.code}/versions"
    form = staff.get(f"{here}/1/questionnaire.xlsx").data

    def judged(content, name="forma.xlsx"):
        return staff.post(f"{here}/import", data={"file": (io.BytesIO(content), name)})

    again = judged(form)
    assert again.status_code == 200
    document = html.unescape(re.search(r'name="document" value="([^"]*)"', again.text)[1])
    assert "6 questions are taken" in again.text and "<li>✓ Pregunta 1</li>" in again.text
    own = staff.get(f"{here}/1/questionnaire.json").json
    assert instrument_of(json.loads(document)).pages == instrument_of(own).pages
    redirected(staff.post(f"{here}/keep", data={"document": document}), f"{here}/2")
    changed = json.loads(document)
    changed["pages"][0]["questions"].pop()
    redirected(staff.post(f"{here}/keep", data={"document": json.dumps(changed)}), f"{here}/2")
    told_of = told(staff, f"{here}/2")
    assert "p3 is not asked any more" in told_of
    assert "cannot be compared with earlier waves" in told_of

    refused = judged(
        b"| survey |\n| | type | name | label |\n| | geopoint | donde | Donde |\n", "f.md"
    )
    assert refused.status_code == 422
    assert "row" in refused.text and 'name="document"' not in refused.text
    odd = judged(json.dumps(SHORT | {"overall": "nadie"}).encode(), "f.json")
    assert odd.status_code == 422
    assert "overall" in odd.text
    assert staff.post(f"{here}/keep", data={"document": "{}"}).status_code == 422
    assert asked.wave.instrument.state == "published"


def test_the_last_day_is_the_day_that_was_typed_on_every_page(app):
    asked = make_survey(mode="confidential")
    staff = member(app, asked.survey.process, "survey_manager")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    year = now().year + 1
    said = {"name": "2023", "population": "6", "ends_on": f"{year}-12-10"}
    redirected(staff.post(f"{wave}/edit", data=said), wave)
    phone = app.test_client()
    assert f"December 10, {year}" in told(staff, wave)
    assert f"10 de diciembre de {year}" in phone.get(f"/q/{asked.links[0]}?lang=es").text
    assert f'value="{year}-12-10"' in told(staff, f"{wave}/edit")


def test_a_link_is_short_enough_for_a_message_and_is_not_guessed(app):
    asked = make_survey()
    assert len(set(asked.links)) == len(asked.links) == 6
    for code in asked.links:
        assert len(f"https://smd.zedilo.gob.pe/q/{code}") <= 40
        assert set(code) <= set(codes.ALPHABET) and len(codes.ALPHABET) ** len(code) >= 2**50


def test_all_that_is_wrong_with_a_wave_is_said_when_it_is_written(app):
    asked = make_survey(mode="confidential", state="draft")
    staff = member(app, asked.survey.process, "survey_manager")
    at = f"/f/zed/surveys/{asked.survey.code}/waves"
    days = {"ends_on": "2020-12-10", "keep_until": "2020-12-01"}
    said = {"name": "", "year": "2024", "population": "6", "instrument": "1", "mode": "anonymous"}
    for where in (f"{at}/new", f"{at}/1/edit"):
        refused = staff.post(where, data=said | days)
        assert refused.status_code == 422
        assert "Give the wave a name." in refused.text
        assert "The last day for answers is over already" in refused.text
        assert "addresses must be kept longer than answers are taken" in refused.text
    assert len(asked.survey.waves) == 1


def test_a_wave_whose_days_are_over_is_not_opened_and_leads_to_what_mends_it(app):
    asked = make_survey(mode="anonymous", state="draft")
    with transaction():
        asked.wave.keep_until = day_of(now(), DEFAULT)
    staff = member(app, asked.survey.process, "survey_manager")
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    page = told(staff, f"{at}/open")
    assert "addresses must be kept longer" in page and f'href="{at}/edit"' in page
    assert f'action="{at}/open"' not in page
    staff.post(f"{at}/open")
    db.session.expire_all()
    assert asked.wave.state == "draft"
    assert "until when names are kept" not in page, (
        "an anonymous wave keeps no names beside answers"
    )


def test_the_next_wave_begins_with_what_people_were_promised_last_time(app):
    asked = make_survey(mode="confidential", state="draft")
    with transaction():
        asked.wave.consent = "Nadie fuera de la ZED lee sus respuestas."
    staff = member(app, asked.survey.process, "survey_manager")
    page = told(staff, f"/f/zed/surveys/{asked.survey.code}/waves/new")
    assert "Nadie fuera de la ZED lee sus respuestas." in page
    assert re.search(r'value="confidential"[^>]*checked|checked[^>]*value="confidential"', page)


def test_a_paper_holds_what_is_asked_only_after_certain_answers(app):
    pages = copy.deepcopy(SHORT["pages"])
    pages[1]["questions"][2]["shown_if"] = "${todo} <= 2"
    asked = make_survey(mode="confidential", document=SHORT | {"pages": pages})
    staff = member(app, asked.survey.process, "survey_manager")
    paper = f"/f/zed/surveys/{asked.survey.code}/waves/1/paper"
    assert 'name="comentario"' in told(staff, paper), "it is on the form before anything is typed"
    said = {"person": str(asked.people[0].id), "p1": "3", "comentario": "Hay cola"}
    refused = staff.post(paper, data=said | {"todo": "5"})
    assert refused.status_code == 422 and "Hay cola" in refused.text
    assert "this question is not asked" in refused.text, "nothing typed is dropped in silence"
    assert "All else is saved" not in refused.text and "Nothing is saved yet" in refused.text
    empty = staff.post(paper, data={"person": said["person"]})
    assert empty.status_code == 422 and 'name="-empty"' in empty.text, "nobody answers by one click"
    assert db.session.scalars(select(Answer)).all() == []
    other = {"person": str(asked.people[1].id), "-empty": "1"}
    redirected(staff.post(paper, data=other), paper)
    assert re.search(r"is kept: 0 of \d questions answered", told(staff, paper))
    redirected(staff.post(paper, data=said | {"todo": "2"}), paper)
    kept = {a.item_code: a.value for a in db.session.scalars(select(Answer))}
    assert kept["comentario"] == '"Hay cola"'


def test_rows_of_two_tables_with_the_same_words_are_told_apart_before_they_are_sent(app):
    asked = make_survey(document=ALIKE)
    assert instrument_of(ALIKE).asks("importa_a") == "¿Qué tan importante es? – El trato"
    phone, here = app.test_client(), f"/q/{asked.links[0]}"
    english = {"Accept-Language": "en"}
    start = phone.get(here, headers=english).text
    assert "up to 5 questions, depending on what you answer" in start
    assert "<h1" in start and start.count("Encuesta corta") >= 2, "one name, above it and in it"
    phone.post(here)
    page = phone.get(f"{here}/p/tres").text
    assert "Encuesta corta</strong>" in page, "and on all pages behind"
    phone.post(f"{here}/p/tres", data={"trato_a": "2", "importa_a": "5"})
    lacking = phone.post(f"{here}/send", headers=english)
    assert lacking.status_code == 422
    assert "¿Qué tan importante es? – El plazo" in lacking.text
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", lacking.text))
    assert "¿Qué tan importante es? El trato Muy conforme El plazo – not answered" in said
