"""The pages around a questionnaire speak the language of who reads it, as far as its writers said them; else Spanish."""

import copy
import re

import pytest
from flask import render_template_string
from flask_babel import gettext
from source import ROOT
from staff import administrator
from surveyed import SHORT, close, make_survey

from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.words import surroundings, translating
from smd_workshop.library.survey.instrument.words.translations import missing
from smd_workshop.library.survey.instrument.writing import document_of

QU = "qu"
ANSWERING = ROOT / "smd_workshop" / "library" / "survey" / "instrument" / "answering.py"
SAID = {
    "begin": "Qallariy", "optional": "(chusaq kanman)", "next": "Waqaychay 100 % <b>", "missing": "Kutichiykuy kay tapukuyta", "send": "Apachiy",
    "thanks": "Kutichisqayki chayamun", "not_answered": "mana kutichisqa", "over": "Kay tapukuy tukukun",
}  # fmt: skip


def document(said=SAID):
    made = copy.deepcopy(SHORT) | {"languages": ["es-PE", QU, "en"]}
    words = {f"{translating.AROUND}{code}": text for code, text in said.items()}
    return translating.put_words(made, QU, words)


def phone_of(app, link, language=QU):
    phone = app.test_client()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    assert phone.post(f"/q/{link}/language", data={"language": language}).status_code == 303
    return phone


@pytest.mark.parametrize("language", ["en", "es"])
def test_text_that_is_no_sentence_of_ours_is_shown_as_it_is_wherever_a_page_means_to_translate_it(
    app, language
):
    with app.test_request_context(f"/?lang={language}"):
        told = render_template_string(
            "{{ _(why) }}|{{ _('') }}|{{ _('Back') }}|{{ _('%(done)s of %(total)s', done=1, total=2) }}",
            why="La columna «100% <b>%s %(x)s» sobra.",
        )
    back, of = {"en": ("Back", "1 of 2"), "es": ("Atrás", "1 de 2")}[language]
    assert told == f"La columna «100% &lt;b&gt;%s %(x)s» sobra.||{back}|{of}"


def test_whoever_chooses_the_language_reads_it_from_the_first_page_to_the_thanks(app):
    asked = make_survey(document=document())
    link = asked.links[0]
    phone = phone_of(app, link)
    start = phone.get(f"/q/{link}").text
    assert start.count(f'action="/q/{link}/language"') == 1, (
        "two places of one name confuse who listens to a page"
    )
    assert "Qallariy" in start and "Empezar" not in start
    assert "Sus respuestas son anónimas" in start, "what nobody said is read in Spanish"
    phone.post(f"/q/{link}")
    page = phone.get(f"/q/{link}/p/uno").text
    assert "Waqaychay 100 % &lt;b&gt;" in page, "words of people are words, not markup"
    assert page.count("(chusaq kanman)") == 2
    lacking = phone.post(f"/q/{link}/p/uno", data={"go": "next"})
    assert (lacking.status_code, "Kutichiykuy kay tapukuyta" in lacking.text) == (422, True)
    phone.post(f"/q/{link}/p/uno", data={"p1": "5"})
    check = phone.get(f"/q/{link}/send").text
    assert "Apachiy" in check and "mana kutichisqa" in check
    phone.post(f"/q/{link}/send")
    assert "Kutichisqayki chayamun" in phone.get(f"/q/{link}/thanks").text
    close(asked)
    assert "Kay tapukuy tukukun" in phone_of(app, asked.links[1]).get(f"/q/{asked.links[1]}").text


def test_who_reads_another_language_reads_none_of_it_also_on_a_card_that_is_remembered(app):
    asked = make_survey(document=document())
    for language, begins in (
        (QU, "Qallariy"),
        ("es-PE", "Empezar"),
        ("en", "Begin"),
        (QU, "Qallariy"),
    ):
        link = asked.links[0]
        page = phone_of(app, link, language).get(f"/q/{link}").text
        assert begins in page
        assert ("Qallariy" in page) == (language == QU)


def test_what_is_missing_around_is_in_the_report_and_is_written_beside_the_sentence(app):
    asked = make_survey(document=document())
    office = administrator(app)
    versions = f"/f/zed/surveys/{asked.survey.code}/versions"
    copied = office.post(f"{versions}/1/copy")
    assert copied.status_code == 303
    draft = f"{versions}/2"
    listed = office.get(f"{draft}/languages").text
    assert "Your answers are confidential" in listed and "Send my answers" not in listed
    page = office.get(f"{draft}/languages/{QU}").text
    assert "Around the questions" in page and "Save and go on another day" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    kept = office.post(
        f"{draft}/languages/{QU}",
        data={"seen": seen, "t.around.back": "Qhepaman", "t.around.begin": ""},
    )
    assert kept.status_code == 303
    page = office.get(f"{draft}/languages/{QU}").text
    assert "Qhepaman" in page and "Qallariy" not in page
    assert "Around the questions" not in office.get(f"{draft}/languages/en").text, (
        "the house speaks English"
    )


def test_a_document_keeps_what_is_said_around_and_loses_it_with_its_language():
    made = document()
    read = instrument_of(made)
    assert surroundings.said_in(read, QU)["Begin"] == "Qallariy"
    assert surroundings.said_in(read, "en") == surroundings.said_in(read, "es-PE") == {}
    assert instrument_of(document_of(read)) == read
    around = [each for each in missing(read) if each.path.startswith("surroundings")]
    assert {each.language for each in around} == {QU}
    assert len(around) == len(surroundings.PHRASES) - len(SAID)
    assert "surroundings" not in translating.remove_language(made, QU)
    assert "surroundings" not in translating.put_words(
        made, QU, {f"around.{code}": "" for code in SAID}
    )
    assert "surroundings" not in document_of(instrument_of(SHORT))


COUNTED = {
    "page_of": "{all} p'anqamanta {place}", "answered": "{all}-manta {many} kutichisqa <100 %>",
    "questions": "{num} tapukuykuna", "minute": "huk minutu ({num})",
    "begin_until": "{day} kama", "or_more": "{low} utaq aswan", "between": "{low}-manta {high}-kama",
}  # fmt: skip


def test_what_counts_and_what_names_a_day_speaks_the_language_too(app):
    asked = make_survey(document=document(SAID | COUNTED))
    link = asked.links[0]
    phone = phone_of(app, link)
    start = phone.get(f"/q/{link}").text
    many = re.search(r"(\d+) tapukuykuna ·\s+huk minutu \(1\)", start)
    assert many and int(many[1]) > 1, (
        "of one minute the words for one, of more questions those for more"
    )
    assert "preguntas" not in start and "unos minutos" not in start
    phone.post(f"/q/{link}")
    page = phone.get(f"/q/{link}/p/uno").text
    assert re.search(r"(\d) p&#39;anqamanta 1 ·", page)
    assert re.search(r"(\d)-manta 0 kutichisqa &lt;100 %&gt;", page), (
        "words, not markup or a pattern"
    )
    assert "Página" not in page


def test_words_that_leave_no_room_for_a_number_are_refused_and_never_read(app):
    asked = make_survey(document=document())
    office, draft = administrator(app), f"/f/zed/surveys/{asked.survey.code}/versions/2"
    office.post(f"/f/zed/surveys/{asked.survey.code}/versions/1/copy")
    page = office.get(f"{draft}/languages/{QU}").text
    assert "{many} of {all} answered" in page and "%(many)s" not in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    for words in ("tukuy kutichisqa", "{many} {all} {who}", "%(many)s %(all)s"):
        sent = {"seen": seen, "t.around.answered": words, "t.around.back": "Qhepaman"}
        kept = office.post(f"{draft}/languages/{QU}", data=sent)
        assert kept.status_code == 409 and "the same words in braces" in kept.text
        assert f">\n{words}</textarea>" in kept.text and "Qhepaman" in kept.text
    other = copy.deepcopy(document()) | {"surroundings": {"answered": {QU: "tukuy"}}}
    assert surroundings.said_in(instrument_of(other), QU) == {}
    lacking = {each.path for each in missing(instrument_of(other))}
    assert "surroundings.answered" in lacking or any("answered" in path for path in lacking)


def test_every_sentence_that_says_a_number_around_the_questions_can_be_said():
    """Of the pages on which people answer; one that is not in the list would stay Spanish."""
    pages = (ROOT / "smd_workshop" / "templates" / "respondent").glob("*.html")
    of_staff = {"enter.html", "kiosk_offer.html", "kiosk_ended.html"}
    found = set()
    for page in pages:
        if page.name not in of_staff:
            text = re.sub(r'"\s*\n\s*"', "", page.read_text("utf-8"))
            found |= {t for t in re.findall(r'"([^"\n]*)"', text) if "%(" in t}
    found |= set(re.findall(r'N_\(\s*"([^"\n]*)"', ANSWERING.read_text("utf-8")))
    assert len(found) > 20
    assert found <= set(surroundings.PHRASES.values())


def test_a_template_of_another_package_keeps_its_sentences_and_what_is_data_stays_data(app):
    """Packages of methods bring templates whose sentences are in no catalogue of ours."""
    with app.test_request_context(headers={"Accept-Language": "es"}):
        told = render_template_string('{{ _("Not ours: <b>%(n)s</b>, 100 %%.", n=3) }}')
        assert told == "Not ours: <b>3</b>, 100 %."
        assert render_template_string("{{ _(said) }}", said="<b>5 %") == "&lt;b&gt;5 %"


def test_a_sentence_that_is_also_one_of_a_plural_is_spanish_alone_too(app):
    with app.test_request_context(headers={"Accept-Language": "es"}):
        assert gettext("Adopted") == "Adoptado"
        assert render_template_string('{{ _("Comes in") }}') == "Entra"
