"""Results of every kind of question: the same facts on the page of staff, in public, on paper and in files."""

import copy
import csv
import dataclasses
import io
import re
from html import unescape

import pytest
from flask_babel import force_locale, gettext, ngettext
from staff import administrator, signed_in
from surveyed import SHORT, close, make_survey, respond, secret

from reports.surveys import survey as paper
from reports.surveys import survey_figures
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import PublishedFigure, WaveGroups
from smd_workshop.surveys import closing, instruments, waves
from smd_workshop.surveys.answers import answering, open_links, questionnaire
from smd_workshop.surveys.figures import expectations, figures, question_figures
from smd_workshop.surveys.results import facts, followed_up, summaries

YES = {"es-PE": "Sí"}
DOCUMENT = {
    "format": "smd-instrument/1",
    "code": "elecciones",
    "title": {"es-PE": "Elecciones"},
    "languages": ["es-PE"],
    "scales": [],
    "pages": [
        {
            "code": "uno",
            "questions": [
                {"type": "single", "code": "canal", "text": {"es-PE": "¿Por dónde vino?"}, "na": {"es-PE": "No aplica"},
                 "options": [{"code": "web", "text": {"es-PE": "Página web"}}, {"code": "radio", "text": {"es-PE": "Radio"}}]},
                {"type": "multiple", "code": "usos", "text": {"es-PE": "¿Qué usa?"},
                 "options": [{"code": "muelle", "text": {"es-PE": "Muelle"}}, {"code": "balanza", "text": {"es-PE": "Balanza"}}]},
                {"type": "ranking", "code": "orden", "text": {"es-PE": "¿Qué va primero?"},
                 "options": [{"code": "agua", "text": {"es-PE": "Agua"}}, {"code": "luz", "text": {"es-PE": "Luz"}}]},
                {"type": "number", "code": "obreros", "text": {"es-PE": "¿Cuántos obreros?"}},
                {"type": "date", "code": "inicio", "text": {"es-PE": "¿Desde cuándo?"}},
                {"type": "likert", "code": "suelta", "scale": "acuerdo", "text": {"es-PE": "¿Conforme?"}},
            ],
        }
    ],
}  # fmt: skip
DOCUMENT["scales"] = [
    {"code": "acuerdo", "labels": [{"es-PE": "Nada"}, {"es-PE": "Mucho"}], "top": [2], "satisfied": [2]}
]  # fmt: skip


def counted(people=12):
    """A counted wave of as many people; the first says that the channel does not apply, the last uses nothing."""
    asked = make_survey(people, document=DOCUMENT)
    for place in range(people):
        given = {
            "canal": None if place == 0 else "web" if place % 3 else "radio",
            "usos": ["muelle", "balanza"] if place % 2 else ["muelle"],
            "orden": ["luz", "agua"], "obreros": str(100 + place),
            "inicio": f"2023-{1 + place % 2:02d}-15", "suelta": 1 + place % 2,
        }  # fmt: skip
        if place == people - 1:
            del given["usos"]
        respond(asked, place, given)
    close(asked)
    return asked


def plain(html):
    text = unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL))
    return re.sub(r"[\s\u202f\u00a0]+", " ", text)


def told(app, asked):
    """The page of staff, the public one and the report, as words."""
    with transaction():
        summaries.approve(asked.wave, now(), None)
    public = app.test_client().get(f"/p/zed/surveys/{asked.survey.code}/1?lang=en").text
    page, printed = inside(app, asked)
    return [page, plain(public), printed]


def inside(app, asked):
    """The page of staff and the report, as words."""
    staff, code = administrator(app), asked.survey.code
    with force_locale("en"):
        printed = paper.html(
            facts.facts(asked.wave, "es-PE"), followed_up.of(asked.wave, now().date(), "es-PE"),
            gettext=gettext, ngettext=ngettext, language="en",
        )  # fmt: skip
    page = staff.get(f"/f/zed/surveys/{code}/waves/1/results?lang=en").text
    return [plain(each) for each in (page, printed)]


def test_each_kind_says_the_same_on_page_in_public_and_on_paper(app):
    for said in told(app, counted()):
        assert "Página web 8 of 11 (72.7 %)" in said
        assert "Not applicable: 1 person." in said
        assert "Muelle 11 of 11 (100 %)" in said
        assert "16 choices of 11 people" in said
        assert "No answer: 1 person." in said
        assert "Luz 1.00 12 of 12" in said
        assert "Half are below (median) 105.5 " in said
        assert said.count("The margin says of how many people") <= 1, (
            "once, not under each question"
        )
        assert "111" not in said.partition("¿Cuántos obreros?")[2].partition("¿Desde")[0]
        assert "until 01/2023 6 of 12" in said
        assert "from 02/2023 on 6 of 12" in said
        assert "Mucho 6 of 12" in said


def test_what_counts_is_called_by_the_words_of_its_own_scale(app):
    document = copy.deepcopy(SHORT)
    of_items = document["scales"][0] | {"top": [2], "satisfied": [2]}
    of_items["labels"] = [{"es-PE": "Falta"}, {"es-PE": "Está"}]
    of_whole = of_items | {"code": "otra", "labels": [{"es-PE": "Vaya"}, {"es-PE": "Me gusta"}]}
    document["scales"] = [of_whole, of_items]
    matrix = {
        "type": "matrix", "code": "m", "scale": "otra", "text": {"es-PE": "¿Y qué le parece?"},
        "rows": [{"code": "todo", "text": {"es-PE": "el conjunto"}}],
    }  # fmt: skip
    document["pages"][1]["questions"][0] = matrix
    asked = make_survey(6, document=document)
    for place in range(6):
        respond(asked, place, {"p1": 2, "p2": 1 + place % 2, "p3": 2, "todo": 2})
    close(asked)
    page, public, printed = told(app, asked)
    for said in (page, public, printed):
        assert "15 of 18 answers (83.33 %) are “Está”" in said
        assert "Answers “Está” by dimension" in said and "very satisfied" not in said
    for said in (page, printed):
        assert "¿Y qué le parece? – el conjunto (here: “Me gusta”) 6 of 6 (100 %) 2.00" in said
    assert "People who answered “Me gusta” about the whole: 6 / 6" in page
    assert page.count("Answers “Está”, of all answers") == 1, "of two points both are one figure"


def test_how_important_something_is_counts_in_no_figure_of_how_good_it_is(app):
    document = copy.deepcopy(SHORT)
    words = [
        {"es-PE": each} for each in ("Nada", "Poco", "Algo", "Muy importante", "Imprescindible")
    ]
    document["scales"].append(
        {
            "code": "peso",
            "labels": words,
            "top": [5],
            "satisfied": [4, 5],
            "na": {"es-PE": "No aplica"},
        }
    )
    document["pages"][0]["questions"].append(
        {"type": "likert", "code": "i1", "scale": "peso", "text": {"es-PE": "¿Cuánto importa?"}, "importance_of": "p1"}
    )  # fmt: skip
    asked = make_survey(6, document=document)
    for place in range(6):
        respond(asked, place, {"p1": 3, "p2": 3, "p3": 3, "todo": 3, "i1": 5})
    close(asked)
    for said in told(app, asked):
        assert "0 of 18 answers" in said and "Imprescindible 6 of 6" in said
        assert "5.00" not in said, "its mean stands in no table of how good things are"
    made = facts.facts(asked.wave, "es-PE")
    table = csv.DictReader(io.StringIO(survey_figures.to_csv(made).decode("utf-8-sig")))
    own = [row for row in table if row["code"] == "i1"]
    assert {row["figure"] for row in own} == {"answered", "not_applicable", "missing", "count"}
    assert ("Imprescindible", "6") in {(row["answer"], row["value"]) for row in own}


def expecting(people, silent=0):
    """A counted wave that asked what was expected of two things, and how one found them; `silent` expected nothing of the second."""
    document = copy.deepcopy(SHORT)
    first = document["pages"][0]["questions"]
    for n in (1, 2):
        first.append(
            {"type": "likert", "code": f"e{n}", "scale": "acuerdo", "text": {"es-PE": f"¿Qué esperaba de {n}?"},
             "expectation_of": f"p{n}"}
        )  # fmt: skip
    asked = make_survey(1, document=document, population=people)
    with transaction():
        given = {"p1": 3, "p2": 5, "p3": 4, "todo": 4, "e1": 5, "e2": 4}
        half = [given | ({"e2": 3 + n % 2} if n < people - silent else {}) for n in range(people)]
        for each in half[people - silent :]:
            del each["e2"]
        closing.write_unnamed(asked.wave, [questionnaire.stored_all(each) for each in half])
    close(asked)
    return asked


@pytest.mark.parametrize("people", [29, 30])
def test_what_was_expected_stands_beside_what_was_found_unless_people_are_few(app, people):
    asked = expecting(people)
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    for said in told(app, asked):
        assert "What was expected and what was found" in said
        assert ("thirty people or more answered" in said) == (people < 30)
        assert ("Pregunta 1 5.00 3.00 −2.00 Pregunta 2 3.50 5.00 1.50" in said) == (people >= 30)
    staff = signed_in(app, "jefa@example.org", "una-clave-larga")
    figures = staff.get(f"{at}/result.json").json
    assert ("expectations" in figures) == (people >= 30)
    assert (",gap,,-2" in staff.get(f"{at}/result.csv").text) == (people >= 30)
    if people >= 30:
        assert figures["expectations"]["p1"]["gap"] == -2
        again = expectations.document(
            asked.wave
        )  # of a wave that was counted before gaps were kept
        assert again == db.session.get(WaveGroups, asked.wave.id).document["expectations"]


@pytest.mark.parametrize(("silent", "shown"), [(1, False), (4, False), (5, True)])
def test_the_public_reads_no_gap_that_would_tell_what_few_said_of_one_half_alone(
    app, silent, shown
):
    page, public, _paper = told(app, expecting(40, silent))
    pair = re.compile(r"Pregunta 2 3\.(49|50) 5\.00 1\.5")
    assert pair.search(page) and bool(pair.search(public)) == shown
    assert ("1 pair is not shown" in public) != shown
    assert "Pregunta 1 5.00 3.00 −2.00" in public
    assert "pair is not shown" not in page


@pytest.mark.parametrize(("answered", "public_has"), [(3, False), (37, False), (35, True)])
def test_a_gap_of_few_people_is_in_no_page_paper_or_file_and_no_difference_gives_it(
    app, answered, public_has
):
    """Of forty so many said both halves of the second pair: three are few, and so are the three whom 37 leave."""
    asked, few = expecting(40, 40 - answered), answered < 5
    page, public, printed = told(app, asked)
    with force_locale("en"):
        public_paper = paper.html(
            facts.facts(asked.wave, "es-PE", public=True), followed_up.of(asked.wave, now().date(), "es-PE"),
            gettext=gettext, ngettext=ngettext, language="en",
        )  # fmt: skip
    gap = re.compile(r"Pregunta 2 3\.\d\d 5\.00 1\.\d\d")
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    staff = signed_in(app, "jefa@example.org", "una-clave-larga")
    figures, table = staff.get(f"{at}/result.json").json, staff.get(f"{at}/result.csv").text
    for said in (page, printed):
        assert bool(gap.search(said)) != few
    for said in (public, plain(public_paper)):
        assert bool(gap.search(said)) == public_has
    assert few not in ("expectations" in figures, ",gap,," in table)
    for pair in expectations.public(asked.wave).values():
        for half in ("n_expected", "n_found"):
            assert pair[half] - pair["n"] not in range(1, 5), (
                "the whole less who said both is nobody, or not few"
            )
    if few:
        assert "and five or more both halves of each pair" in page


def test_a_questionnaire_of_choices_alone_has_a_result_without_an_answer_of_nothing(app):
    for said in told(app, counted()):
        assert "0 of 0" not in said
        assert "12 of 12 (100 %) of those asked answered" in said
        assert "Each question stands by itself" in said
        assert "Alpha" not in said, "no table of dimensions where there are none"


def test_a_question_that_no_dimension_holds_has_figures_to_approve(app):
    asked = counted()
    staff, at = administrator(app), f"/f/zed/surveys/{asked.survey.code}/waves/1"
    names = {each.name: each for each in figures.candidates(asked.wave)}
    assert set(names) == {"answer/canal/web", "answer/canal/radio", "answer/suelta/2"}
    web = names["answer/canal/web"]
    assert (web.numerator, web.denominator, web.unit) == (8, 11, "people")
    assert web.definition == "answer/1 canal=web; elecciones v1"
    said = "People who answered “Página web” to “¿Por dónde vino?”"
    assert said in plain(staff.get(f"{at}/results?lang=en").text)
    sent = {"figure": web.name, "other": "AEI.01", "unplanned": "y", "sent": "x"}
    assert said in plain(staff.get(f"{at}/figures?figure={web.name}").text)
    assert staff.post(f"{at}/figures", data=sent).status_code == 303
    [figure] = figures.of_survey(asked.survey)
    page = plain(app.test_client().get(f"/p/zed/figures/{figure.id}?lang=en").text)
    assert said in page and "72.73 % = 8 / 11 people" in page
    assert "The scale goes" not in page


def test_a_figure_of_a_long_code_has_a_name_that_its_column_holds_and_the_same_words(
    app, monkeypatch
):
    long = question_figures.Counted("q" * 32, ("o" * 64,), 5, 9, None)
    assert len(long.name) <= PublishedFigure.__table__.c.name.type.length
    asked = counted()
    questions = instruments.read(asked.wave.instrument)
    monkeypatch.setattr(question_figures, "_LONGEST_IN_NAME", 3)
    radio = question_figures.Counted("canal", ("radio",), 5, 9, None)
    assert radio.name.startswith("answer/canal/sha256:")
    told_of = question_figures.words(radio.name, questions, "es-PE")
    assert told_of == {"points": "Radio", "question": "¿Por dónde vino?"}


def test_files_hold_the_same_facts(app):
    asked = counted()
    staff, wave = administrator(app), f"/f/zed/surveys/{asked.survey.code}/waves/1"
    json = staff.get(f"{wave}/result.json").json["questions"]
    assert json["canal"]["options"]["web"]["k"] == 8
    assert json["obreros"]["median"] == 105.5
    assert "lower_quartile" not in json["obreros"], "there are not five people below it"
    table = staff.get(f"{wave}/result.csv?lang=en").data.decode("utf-8-sig")
    rows = {(r["code"], r["figure"], r["answer"]): r for r in csv.DictReader(io.StringIO(table))}
    found = rows["canal", "count", "Página web"]
    assert (found["value"], found["of"], found["unit"]) == ("8", "11", "people")
    assert rows["orden", "mean_place", "Luz"]["value"] == "1.0"
    assert rows["", "rr1", ""]["of"] == "12"
    assert rows["1.1", "complete", ""]["value"] == "12"
    spanish = staff.get(f"{wave}/result.csv?lang=es").data.decode("utf-8-sig")
    again = list(csv.DictReader(io.StringIO(spanish)))
    for mine, theirs in zip(rows.values(), again, strict=False):
        for column, called in (("who", "quienes"), ("figure", "cifra"), ("unit", "unidad")):
            assert mine[column] != theirs[called], f"{mine[column]} is English"


def test_where_only_those_who_came_by_a_poster_are_enough_page_paper_and_files_show_them_alike(app):
    asked = make_survey(3, document=DOCUMENT)
    with transaction():
        link = open_links.make(asked.wave, open_links.PUBLIC, "Feria", None, now(), None)
    for place in range(3):
        respond(asked, place, {"canal": "radio"})
    for _ in range(6):
        with transaction():
            code = open_links.begin(link, now(), secret())
        with transaction():
            answering.save(code, secret(), now(), {"canal": "web"}, ("canal",))
        with transaction():
            assert answering.send(code, secret(), now())
    close(asked)
    for said in inside(app, asked):
        assert "Página web 6 of 6 (100 %)" in said
        assert "of 3" not in said.partition("Página web")[2]
    staff, wave = (
        administrator(app, "otra@example.org"),
        f"/f/zed/surveys/{asked.survey.code}/waves/1",
    )
    written = staff.get(f"{wave}/comments?lang=en").text
    assert "6 people wrote who came by a link for anybody" in written
    found = staff.get(f"{wave}/result.json").json
    assert found["open_questions"]["canal"]["options"]["web"]["k"] == 6
    assert "questions" not in found
    table = staff.get(f"{wave}/result.csv?lang=en").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {r["who"] for r in rows} == {"link for anybody"}
    assert ("Página web", "6") in {(r["answer"], r["value"]) for r in rows}


def test_the_table_has_a_row_of_each_dimension_too(app):
    asked = make_survey(many=12)
    for place in range(12):
        mark = 5 if place % 2 else 2
        respond(asked, place, {"p1": mark, "p2": mark, "p3": mark, "todo": mark})
    close(asked)
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1/result"
    staff = administrator(app)
    figures = staff.get(f"{at}.json").json["dimensions"]
    table = staff.get(f"{at}.csv?lang=en").data.decode("utf-8-sig")
    rows = {(r["code"], r["figure"]): r for r in csv.DictReader(io.StringIO(table))}
    assert figures
    for code, found in figures.items():
        row = rows[code, "top"]
        assert (row["value"], row["of"]) == (str(found["top"]["k"]), str(found["top"]["n"]))
        assert row["unit"] == "answers"


def test_anybody_gets_what_the_public_report_holds_as_page_and_files(app):
    asked = make_survey(12)
    for place in range(12):
        scales = {"p1": 5, "p2": 1 + place % 5, "p3": 3, "todo": 4, "recomienda": 9 - place % 2}
        respond(asked, place, scales)
    close(asked)
    code = asked.survey.code
    anybody, at = app.test_client(), f"/p/zed/surveys/{code}/1"
    assert [anybody.get(f"{at}/result.{each}").status_code for each in ("csv", "json")] == [404] * 2
    with transaction():
        summaries.approve(asked.wave, now(), None)
        figure = figures.publish(asked.wave, "overall", "AEI.01", now(), None).id
    page = anybody.get(f"{at}?lang=en").text
    for said in ("NPS 50", "How often each point was given", "Each question on the scale"):
        assert said in plain(page)
    rows = anybody.get(f"{at}/result.csv?lang=en").data.decode("utf-8-sig")
    assert "promoters,,6,12" in rows and ",todo," in rows
    shown = anybody.get(f"{at}/result.json").json
    assert shown == administrator(app).get(f"/f/zed/surveys/{code}/waves/1/result.json").json
    assert shown["nps"]["promoters"] == 6 and "todo" in shown["items"]
    for each in (page, anybody.get(f"/p/zed/figures/{figure}").text):
        assert f"{at}/result.csv" in each and f"{at}/result.json" in each
    moved = anybody.get(f"{at}/?lang=en")
    assert (moved.status_code, moved.location) == (308, f"{at}?lang=en")
    odd = anybody.get("/p/zed/methods/a%0Ab%3Fc/")
    assert (odd.status_code, odd.location) == (308, "/p/zed/methods/a%0Ab%3Fc")
    for nowhere in ("/p/zed/no/such/", "/p/nobody/", "/p/zed/actas/none/"):
        assert anybody.get(nowhere).status_code == 404  # and is not led round in a ring


def test_of_four_people_no_question_says_anything(app):
    asked = counted(4)
    staff, wave = administrator(app), f"/f/zed/surveys/{asked.survey.code}/waves/1"
    assert "questions" not in staff.get(f"{wave}/result.json").json
    assert "Página web" not in staff.get(f"{wave}/results").text
    assert "canal" not in staff.get(f"{wave}/result.csv").data.decode()


def test_what_an_answer_brings_on_its_own_page_is_asked_before_the_next_and_nobody_is_blamed(app):
    """On a phone such a question was never seen, and where it must be answered it was reproached."""
    document = copy.deepcopy(SHORT)
    first = document["pages"][0]["questions"]
    first[2] |= {"shown_if": "${p2} <= 2", "required": True}
    asked = make_survey(1, document=document, population=1)
    phone, link = app.test_client(), f"/q/{asked.links[0]}"
    assert phone.post(link).location == f"{link}/p/uno"
    saved = phone.post(f"{link}/p/uno", data={"p1": "4", "p2": "1"})
    assert (saved.status_code, saved.location) == (303, f"{link}/p/uno?fresh=p3#p3")
    page = phone.get(saved.location).text
    assert "en esta página hay algo más que preguntarle" in page and "Página 1 de 2" in page
    assert 'href="#p3"' in page and 'class="error"' not in page
    again = phone.post(f"{link}/p/uno", data={"p1": "4", "p2": "1"})
    assert again.status_code == 422, "it was shown now, and must be answered"
    on = phone.post(f"{link}/p/uno", data={"p1": "4", "p2": "1", "p3": "2"})
    assert on.location == f"{link}/p/dos"


def test_who_goes_on_is_led_to_where_they_were_and_not_to_what_they_left_empty_before(app):
    asked = make_survey(1)
    phone, link = app.test_client(), f"/q/{asked.links[0]}"
    phone.post(link)
    phone.post(f"{link}/p/uno", data={"p1": "4"})
    phone.post(f"{link}/p/dos", data={"todo": "4", "go": "later"})
    assert phone.post(link).location == f"{link}/p/dos"


def test_a_name_that_ends_in_a_stop_is_not_followed_by_another(app):
    asked = make_survey(1, mode="confidential")
    with transaction():
        asked.people[0].name = "Empresa 01 S.A.C."
    page = app.test_client().get(f"/q/{asked.links[0]}").text
    assert "Empresa 01 S.A.C." in page and "S.A.C.." not in page


def test_words_of_consent_that_were_copied_or_name_another_year_are_said_before_they_are_fixed(app):
    asked = make_survey(6, document=SHORT)
    survey = asked.survey
    words = "Para mejorar el servicio del año 2023."
    with transaction():
        terms = waves.Terms("2024", 2024, "anonymous", words, population=6)
        second = waves.create(survey, asked.wave.instrument, terms, now(), None)
        third = waves.create(
            survey, asked.wave.instrument, dataclasses.replace(terms, name="2025", year=2025), now(), None
        )  # fmt: skip
    staff = administrator(app)
    here = f"/f/zed/surveys/{survey.code}/waves"
    told = staff.get(f"{here}/{second.number}/open").text
    assert words in told and "It names 2023, and this wave is of 2024." in told
    assert "word for word" not in told
    assert "word for word that of “2024”" in staff.get(f"{here}/{third.number}/open").text
