"""A questionnaire to hand out on paper: all that is asked, with the codes for typing, and whose it is only where that is kept."""

import copy
import io
import re
from html import unescape

from flask_babel import force_locale, gettext, ngettext
from pypdf import PdfReader
from staff import administrator
from surveyed import make_survey, respond

from reports.surveys import questionnaire as paper
from smd_workshop.core.clock import now
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import TEMPLATES, template

TODAY = now().date()
DOCUMENT = {
    "format": "smd-instrument/1",
    "code": "papel",
    "title": {"es-PE": "Encuesta de papel", "qu": "Rapi tapuy"},
    "languages": ["es-PE", "qu"],
    "scales": [
        {"code": "acuerdo", "labels": [{"es-PE": w} for w in ("Nada", "Poco", "Mucho")], "top": [3],
         "satisfied": [2, 3], "na": {"es-PE": "No aplica"}},
        {"code": "once", "labels": [{"es-PE": f"grado {n}"} for n in range(1, 11)], "top": [10], "satisfied": [9, 10]},
    ],
    "dimensions": [{"code": "trato", "name": {"es-PE": "Trato"}}],
    "pages": [
        {
            "code": "uno",
            "title": {"es-PE": "Primero"},
            "questions": [
                {"type": "single", "code": "canal", "text": {"es-PE": "¿Por dónde vino?", "qu": "¿Maynintan?"}, "required": True,
                 "options": [{"code": "web", "text": {"es-PE": "Página web"}}, {"code": "radio", "text": {"es-PE": "Radio"}}]},
                {"type": "likert", "code": "p1", "scale": "acuerdo", "dimension": "trato", "text": {"es-PE": "Me atienden bien"}},
                {"type": "likert", "code": "p2", "scale": "acuerdo", "dimension": "trato", "text": {"es-PE": "La web sirve"},
                 "shown_if": "${canal} = 'web' and ${p1} >= 2"},
                {"type": "likert", "code": "p3", "scale": "once", "text": {"es-PE": "¿Cuánto?"}},
                {"type": "multiple", "code": "usos", "text": {"es-PE": "¿Qué usa?"}, "max": 1,
                 "options": [{"code": "a", "text": {"es-PE": "Muelle"}}, {"code": "b", "text": {"es-PE": "Balanza"}}]},
                {"type": "ranking", "code": "orden", "text": {"es-PE": "¿Qué va primero?"},
                 "options": [{"code": "a", "text": {"es-PE": "Agua"}}, {"code": "b", "text": {"es-PE": "Luz"}}]},
                {"type": "number", "code": "cuantos", "text": {"es-PE": "¿Cuántos obreros?"},
                 "shown_if": "string-length(${nota}) > 2 or ${p1} = 1"},
                {"type": "date", "code": "inicio", "text": {"es-PE": "¿Desde cuándo?"}},
                {"type": "long_text", "code": "nota", "text": {"es-PE": "Usted dijo ${canal|otra cosa}. ¿Por qué?"}},
            ],
        }
    ],
}  # fmt: skip
DOCUMENT["pages"][0]["questions"].insert(6, DOCUMENT["pages"][0]["questions"].pop())


def words(html):
    text = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))
    return re.sub(r"[\s\u202f\u00a0]+", " ", text)


def printed(document, people=(), spoken="es-PE", **frame):
    about = {
        "organisation": "ZED Ilo", "survey": "Satisfacción", "wave": "2023", "anonymous": True,
        "consent": "Acepto que se use.", "contact": "OCI 12", "last_day": None, "few": None,
        "simulated": False, "version": 1,
    } | frame  # fmt: skip
    copies = paper.Copies(instrument_of(document), paper.Frame(**about), people, spoken, TODAY)
    with force_locale("en"):
        return words(paper.html(copies, gettext=gettext, ngettext=ngettext, language="en"))


def test_every_item_stands_on_the_paper_with_the_code_under_which_it_is_typed(app):
    for name in TEMPLATES:
        document = template(name)
        said = printed(document)
        for code, item in instrument_of(document).items.items():
            if item.question.answered:
                assert f"[{code}]" in said, (name, code)


def test_conditions_are_said_in_words_with_the_code_of_what_decides(app):
    said = printed(DOCUMENT)
    assert (
        "Only if: [canal] «¿Por dónde vino?» is «Página web» and [p1] «Me atienden bien» is at least «Poco»"
        in said
    )
    # What words cannot say is said as it is computed, and where to ask.
    assert "ask who gave you this paper" in said
    assert "Usted dijo otra cosa. ¿Por qué?" in said
    assert "At most 1." in said


def test_what_may_be_left_empty_is_marked_as_on_a_phone_and_nothing_else_is_said(app):
    said = printed(DOCUMENT)
    optional = r"\[%s\] \(you may leave it empty\)"
    for item in instrument_of(DOCUMENT).items.values():
        marked = bool(re.search(optional % item.code, said))
        assert marked == (not item.question.required), item.code
    assert "must be answered" not in said and "Leave empty only what says so" in said
    free = copy.deepcopy(DOCUMENT)
    del free["pages"][0]["questions"][0]["required"]
    assert "What you do not want to answer you leave empty" in printed(free)


def test_a_paper_in_another_language_falls_back_where_a_text_is_missing(app):
    said = printed(DOCUMENT, spoken="qu")
    assert "Rapi tapuy" in said
    assert "¿Maynintan?" in said
    assert "Me atienden bien" in said


def test_an_anonymous_paper_says_of_nobody_whose_it_is_and_a_confidential_one_does(app):
    assert "Your code" not in printed(DOCUMENT, ["U01"])
    assert "U01" not in printed(DOCUMENT, ["U01"])
    both = printed(DOCUMENT, ["U01", "U02"], anonymous=False, keep_until=TODAY)
    assert "Your code U01" in both
    assert both.count("we keep your name with your answers") == 2
    assert both.count("Encuesta de papel") == 2


def pdf_of(staff, asked, query=""):
    answer = staff.get(f"/f/zed/surveys/{asked.survey.code}/waves/1/paper.pdf?lang=es{query}")
    assert answer.status_code == 200
    reader = PdfReader(io.BytesIO(answer.data))
    return reader, " ".join(page.extract_text() for page in reader.pages)


def test_staff_print_one_for_each_person_who_has_not_answered_of_a_confidential_wave_alone(app):
    named = make_survey(6, "confidential", document=DOCUMENT)
    respond(named, 0, {"canal": "web"})
    staff = administrator(app)
    reader, text = pdf_of(staff, named, "&people=1")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "read by a screen reader"
    codes = [person.code for person in named.people]
    assert codes[0] not in re.findall(r"\b0\d\b", text)
    assert set(codes[1:]) <= set(re.findall(r"\b0\d\b", text))
    numbers = [each.extract_text().split()[-1] for each in reader.pages]
    assert numbers == ["1", "2"] * 5, "each copy counts its own pages"
    page = staff.get(f"/f/zed/surveys/{named.survey.code}/waves/1/paper?lang=es").text
    assert "paper.pdf?in=qu" in page
    assert "[canal]" in page
    cards = page.split('class="card typed"')[1:]
    by_key = {re.search(r"\[(p\d)\]", each)[1]: each.startswith(" data-digits") for each in cards}
    assert by_key == {"p1": True, "p2": True, "p3": False}, "1 and 0 typed for 10 are no 1"


def test_of_an_anonymous_wave_nobody_gets_a_paper_with_a_code(app):
    hidden = make_survey(6, document=DOCUMENT)
    _reader, text = pdf_of(administrator(app), hidden, "&people=1")
    assert text.count("Encuesta de papel") == 1
