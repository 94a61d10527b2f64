"""Writing a questionnaire in the browser, without a script: what is typed is kept, ordered, checked, never lost."""

import html
import json
import re

import pytest
from staff import administrator
from surveyed import ALIKE, SHORT, form_of, make_survey

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.library.survey.instrument import model, versions
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import template
from smd_workshop.library.survey.instrument.words import translating
from smd_workshop.surveys import instruments
from smd_workshop.web.staff.sent import FROM


@pytest.fixture
def draft(app):
    """A survey with an open wave on version 1, and version 2 as a draft of the same; where its pages are."""
    asked = make_survey()
    with transaction():
        version = instruments.put_draft(asked.survey, SHORT, now(), None)
    return version, f"/f/zed/surveys/{asked.survey.code}/versions/2"


@pytest.fixture
def staff(app):
    return administrator(app)


def kept(version):
    db.session.expire_all()
    return instrument_of(version.document)


def page(browser, path, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.text


def fields(text):
    """What a browser would send of the first form with a text in it, as it stands."""
    form = re.search(r'<form class="form.*?</form>', text, re.DOTALL)[0]
    found = {name: values[-1] for name, values in form_of(form).items()}
    for name, content in re.findall(
        r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = html.unescape(content).strip("\r\n")
    for name, inside in re.findall(
        r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"|value="([^"]*)" selected', inside)
        first = re.search(r'value="([^"]*)"', inside)
        found[name] = next(g for g in (chosen or first).groups() if g is not None)
    return {name: html.unescape(value) for name, value in found.items()}


def saved(browser, path, **typed):
    answer = browser.post(path, data=fields(page(browser, path)) | typed)
    assert answer.status_code == 303, re.findall(
        r'class="(?:error|note bad)[^>]*>([^<]*)', answer.text
    )
    return answer


TYPED = {
    "likert": {"scale": "acuerdo"},
    "matrix": {"scale": "acuerdo", "o0-words": "La espera", "o1-words": "El trato", "o1-dimension": "trato"},
    "single": {"o0-words": "Sí", "o1-words": "No"},
    "multiple": {"o0-words": "Agua", "o1-words": "Luz", "o2-words": "Vía", "max": "2"},
    "ranking": {"o0-words": "Agua", "o1-words": "Luz"},
    "nps": {"low_label": "Nada", "high_label": "Mucho"},
    "number": {"min": "0", "max": "1,5", "step": "0.5"},
    "date": {"min": "01/02/2023"},
    "short_text": {"max_length": "40"},
    "long_text": {"help": "Con sus palabras"},
    "note": {},
    "consent": {"required": "y"},
    "score": {"formula": "(${p1} + ${p2}) div 2", "text": ""},
}  # fmt: skip


@pytest.mark.parametrize("kind", model.ATTRIBUTES)
def test_every_type_of_question_is_written_and_reads_back_into_its_form(draft, staff, kind):
    version, at = draft
    typed = {"text": "¿Cómo lo ve usted hoy?"} | TYPED[kind]
    path = f"{at}/questions/new?type={kind}&page=dos"
    new = fields(page(staff, path))
    assert staff.post(f"{at}/questions/new", data=new | typed).status_code == 303
    made = kept(version).pages[1].questions[-1]
    assert made.type == kind
    assert made.code == ("p" if kind == "score" else "como_lo_ve_usted_hoy")
    before = version.document
    saved(staff, f"{at}/questions/{made.code}")
    assert kept(version) == instrument_of(before), (
        "a form that is sent as it stands changes nothing"
    )
    if kind == "multiple":
        assert [o.code for o in made.options] == ["agua", "luz", "via"]
    if kind == "number":
        assert (made.min, str(made.max), str(made.step)) == (0, "1.5", "0.5")
    if kind == "matrix":
        assert [(r.code, r.dimension) for r in made.rows] == [
            ("la_espera", None),
            ("el_trato", "trato"),
        ]


def test_what_is_moved_split_joined_and_taken_out_stands_where_it_was_put(draft, staff):
    version, at = draft

    def act(path, **form):
        seen = form_of(page(staff, f"{at}/{path}"))["seen"][0]
        assert staff.post(f"{at}/{path}", data={"seen": seen} | form).status_code == 303

    def done(code, act):
        seen = form_of(page(staff, f"{at}/questions/{code}"))["seen"][0]
        sent = {"act": act, "seen": seen}
        assert staff.post(f"{at}/questions/{code}/act", data=sent).status_code == 303

    def codes():
        return [[q.code for q in each.questions] for each in kept(version).pages]

    done("p3", "up")
    assert codes()[0] == ["p1", "p3", "p2"]
    done("p2", "down")
    assert codes() == [["p1", "p3"], ["p2", "todo", "recomienda", "comentario"]]
    done("todo", "split")
    assert codes() == [["p1", "p3"], ["p2"], ["todo", "recomienda", "comentario"]]
    done("p2", "up")
    assert codes() == [["p1", "p3", "p2"], ["todo", "recomienda", "comentario"]], (
        "an empty page goes"
    )
    second = kept(version).pages[1].code
    act(f"pages/{second}", act="up")
    assert codes()[1] == ["p1", "p3", "p2"]
    act("pages/uno", act="join")
    assert codes() == [["todo", "recomienda", "comentario", "p1", "p3", "p2"]]
    done("p1", "remove")
    assert "p1" not in kept(version).items
    before = version.document
    done("todo", "remove")
    assert "todo" in kept(version).items and version.document == before
    told = page(staff, f"{at}/build")
    assert "Not saved. which question asks for the whole" in told, "it says why, in words"


def test_two_who_edit_the_same_question_lose_nothing_and_two_who_edit_others_do_not_wait(
    draft, staff, app
):
    version, at = draft
    mine, theirs = (fields(page(staff, f"{at}/questions/p1")) for _ in range(2))
    other = fields(page(staff, f"{at}/questions/p2"))
    assert staff.post(f"{at}/questions/p1", data=theirs | {"text": "De ella"}).status_code == 303
    assert staff.post(f"{at}/questions/p2", data=other | {"text": "Otra"}).status_code == 303
    late = staff.post(f"{at}/questions/p1", data=mine | {"text": "Del otro"})
    assert late.status_code == 409
    assert "Somebody changed this meanwhile" in late.text
    assert "Del otro" in late.text and "De ella" in late.text, "what both wrote is there to compare"
    texts = {q.code: q.text.own("es-PE") for q in kept(version).questions}
    assert (texts["p1"], texts["p2"]) == ("De ella", "Otra")
    again = fields(late.text)
    assert staff.post(f"{at}/questions/p1", data=again).status_code == 303
    assert kept(version).questions[0].text.own("es-PE") == "Del otro"
    gone = fields(page(staff, f"{at}/questions/p3"))
    removing = {"act": "remove", "seen": gone["seen"]}
    saved(staff, f"{at}/questions/p3", text="Cambió")
    staff.post(f"{at}/questions/p3/act", data=removing)
    assert "p3" in kept(version).items, "what somebody changed meanwhile is not taken out unseen"


WRONG = {
    "questions/p1": {"text": "x" * 5000},
    "pages/uno": {"title": "x" * 5000},
    "whole": {"title": ""},
    "scales/acuerdo": {"top": "cinco"},
}
THEIRS = {"questions/p1": "text", "pages/uno": "title", "whole": "title", "scales/acuerdo": "na"}


@pytest.mark.parametrize("path", WRONG)
def test_a_form_refused_for_another_reason_overwrites_nothing_written_meanwhile(draft, staff, path):
    _version, at = draft
    mine = fields(page(staff, f"{at}/{path}"))
    refused = staff.post(f"{at}/{path}", data=mine | WRONG[path])
    assert refused.status_code == 422
    refused = staff.post(f"{at}/{path}", data=fields(refused.text))  # twice wrong is no newer look
    assert refused.status_code == 422
    saved(staff, f"{at}/{path}", **{THEIRS[path]: "De ella"})
    corrected = fields(refused.text) | {name: mine[name] for name in WRONG[path]}
    late = staff.post(f"{at}/{path}", data=corrected)
    assert late.status_code == 409 and "Somebody changed this meanwhile" in late.text
    assert staff.post(f"{at}/{path}", data=fields(late.text)).status_code == 303, "once told"


CONDITIONS = {
    ("p1", "is", "Muy conforme"): "${p1} = 5",
    ("p1", "is_not", "no aplica"): "${p1} != 'na'",
    ("p1", "at_least", "4"): "${p1} >= 4",
    ("recomienda", "at_most", "6"): "${recomienda} <= 6",
    ("comentario", "answered", ""): "${comentario} != ''",
    ("servicio", "has", "agua"): "selected(${servicio}, 'a')",
    ("servicio", "has_not", "Luz"): "not(selected(${servicio}, 'l'))",
}


def test_who_is_asked_is_said_without_an_expression_and_comes_back_into_the_same_fields(app, staff):
    services = {
        "type": "multiple", "code": "servicio", "text": {"es-PE": "¿Qué servicios?"},
        "options": [
            {"code": "a", "text": {"es-PE": "Agua"}}, {"code": "l", "text": {"es-PE": "Luz"}},
        ],
    }  # fmt: skip
    last = {"type": "short_text", "code": "porque", "text": {"es-PE": "¿Por qué?"}}
    pages = [*SHORT["pages"], {"code": "tres", "questions": [services, last]}]
    asked = make_survey()
    with transaction():
        version = instruments.put_draft(asked.survey, SHORT | {"pages": pages}, now(), None)
    at = f"/f/zed/surveys/{asked.survey.code}/versions/2"
    for (code, how, value), expression in CONDITIONS.items():
        said = {"when": "simple", "when_item": code, "when_how": how, "when_value": value}
        saved(staff, f"{at}/questions/porque", **said)
        assert version_condition(version) == expression
        form = fields(page(staff, f"{at}/questions/porque"))
        assert (form["when_item"], form["when_how"]) == (code, how)
        assert re.search(
            r'name="when" [^>]*value="simple"|value="simple"[^>]* checked|checked[^>]*value="simple"',
            page(staff, f"{at}/questions/porque"),
        )
    wrong = staff.post(
        f"{at}/questions/porque",
        data=form | {"when": "simple", "when_item": "p1", "when_how": "is", "when_value": "Azul"},
    )
    assert wrong.status_code == 422
    assert "none of the answers: Nada; Poco; Regular; Conforme; Muy conforme" in wrong.text
    assert 'id="when_value-error"' in wrong.text, "beside the field"


def version_condition(version):
    db.session.expire_all()
    return version.document["pages"][-1]["questions"][-1].get("shown_if")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("shown_if", "${p9} = 1"),
        ("shown_if", "${p2} <"),
        ("shown_if", "${todo} = 1"),
        ("text", "Usted dijo ${p3|nada}"),
        ("text", ""),
        ("importance_of", "nadie"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field_and_nothing_typed_is_lost(
    draft, staff, field, typed
):
    version, at = draft
    before = version.document
    form = fields(page(staff, f"{at}/questions/p2"))
    form |= {
        "help": "Mi ayuda",
        field: typed,
        "when": "expert" if field == "shown_if" else "always",
    }
    answer = staff.post(f"{at}/questions/p2", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert fields(answer.text)["help"] == "Mi ayuda"
    assert html.escape(typed) in answer.text or typed == "nadie"
    db.session.expire_all()
    assert version.document == before


def test_statements_are_seen_counted_and_paired_without_a_code_typed_from_memory(app, staff):
    asked = make_survey(state="draft")
    with transaction():
        version = instruments.put_draft(asked.survey, template("zed_users"), now(), None)
    at = f"/f/zed/surveys/{asked.survey.code}/versions/{version.number}"
    build, whole = page(staff, f"{at}/build"), page(staff, at)
    count = re.search(r"\d+ questions", whole)[0]
    assert count in build and "Each statement of a table counts as a question." in build
    rows = [row for question in kept(version).questions for row in question.rows]
    assert all(html.escape(row.text.own("es-PE")) in build for row in rows) and len(rows) == 35
    form = page(staff, f"{at}/questions/m_fia")
    assert '<textarea id="o0-words"' in form
    paired = re.search(r'<select id="o0-importance_of".*?</select>', form, re.DOTALL)[0]
    assert 'value="cap1"' in paired and 'value="fia1"' not in paired


def test_who_reviews_a_version_reads_all_that_can_never_change(app, staff):
    asked = make_survey(state="draft")
    with transaction():
        version = instruments.put_draft(asked.survey, ALIKE, now(), None)
    at = f"/f/zed/surveys/{asked.survey.code}/versions/{version.number}"
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(page(staff, at))))
    assert "¿Qué tan importante es? El trato importa_a ·" in said, "above its rows"
    assert "El plazo trato_b · dimension: Trato" in said
    assert "· says how important “¿Qué tan conforme está? – El trato” is" in said
    assert "Answers: Nada · Poco · Regular · Conforme · Muy conforme · No aplica" in said
    assert "Shown only if “¿Qué tan conforme está? – El trato” is at most “Poco”" in said
    assert "says how important" in page(staff, f"{at}/build")
    assert "¿Qué tan importante es? – El trato (importa_a)" in page(
        staff, f"{at}/questions/new?type=single&page=tres"
    )
    publish = html.unescape(page(staff, f"{at}/publish"))
    assert "Who answers reads first: “Encuesta corta”" in publish
    assert "“¿Volvería?” is answered from 0 to 10, but nothing says" in publish


def test_the_first_question_from_0_to_10_is_the_one_about_a_recommendation(app, staff):
    """Its type is offered “(NPS)”: who chose it would else learn only from the result that none came of it."""
    asked = make_survey(state="draft")
    at = f"/f/zed/surveys/{asked.survey.code}/versions"
    with transaction():
        version = instruments.put_draft(asked.survey, template("blank", "", "Prueba"), now(), None)
    assert version.document["title"] == {"es-PE": "Prueba"}
    at = f"{at}/{version.number}"
    for words in ("¿Lo recomendaría?", "¿Y otra vez?"):
        new = fields(page(staff, f"{at}/questions/new?type=nps&page=pag_general"))
        staff.post(f"{at}/questions/new", data=new | {"text": words})
    assert kept(version).recommend == "lo_recomendaria"
    assert "the question about a recommendation (NPS)" in page(staff, f"{at}/build")
    seen = fields(page(staff, f"{at}/questions/lo_recomendaria"))["seen"]
    staff.post(f"{at}/questions/lo_recomendaria/act", data={"act": "remove", "seen": seen})
    assert kept(version).recommend is None


def test_a_question_that_others_ask_about_is_not_moved_behind_them(draft, staff):
    version, at = draft
    saved(staff, f"{at}/questions/p2", when="simple", when_item="p1", when_how="is", when_value="5")
    staff.post(f"{at}/questions/p1/act", data={"act": "down"})
    assert [q.code for q in kept(version).pages[0].questions] == ["p1", "p2", "p3"]
    told = page(staff, f"{at}/build")
    assert (
        "p2, when it is shown: “p1” is asked only later" in html.unescape(told)
        or "is asked only later" in told
    )
    assert "Shown only if “Pregunta 1” is “Muy conforme”" in html.unescape(
        page(staff, f"{at}/build")
    )


def test_lines_are_ordered_by_their_places_more_are_given_and_codes_stay(draft, staff):
    version, at = draft
    form = fields(page(staff, f"{at}/questions/new?type=single&page=uno"))
    typed = {
        "text": "¿Cuál?",
        "o0-words": "Luz",
        "o1-words": "Agua",
        "o1-place": "0,5",
        "o1-code": "H2O",
    }
    more = staff.post(f"{at}/questions/new", data=form | typed | {"more": "1"})
    assert more.status_code == 200
    assert fields(more.text)["o1-words"] == "Agua" and "o5-words" in fields(more.text)
    assert staff.post(f"{at}/questions/new", data=form | typed).status_code == 303
    saved(staff, f"{at}/questions/cual", **{"o1-words": "Luz eléctrica"})
    options = kept(version).pages[0].questions[-1].options
    assert [(o.code, o.text.own("es-PE")) for o in options] == [
        ("H2O", "Agua"),
        ("luz", "Luz eléctrica"),
    ]
    twice = fields(page(staff, f"{at}/questions/cual")) | {"o2-words": "Otra", "o2-code": "luz"}
    answer = staff.post(f"{at}/questions/cual", data=twice)
    assert answer.status_code == 422
    assert 'id="o1-error"' in answer.text or 'id="o2-error"' in answer.text


def test_scales_dimensions_and_what_asks_for_the_whole_are_written_too(draft, staff):
    version, at = draft
    added = fields(page(staff, f"{at}/scales/new")) | {"labels": "No\nTal vez\nSí", "low": "0"}
    assert staff.post(f"{at}/scales/new", data=added).status_code == 303
    made = kept(version).scales[-1]
    assert (made.code, made.low, made.top, made.satisfied) == ("si", 0, (2,), (1, 2))
    wrong = staff.post(
        f"{at}/scales/si", data=fields(page(staff, f"{at}/scales/si")) | {"top": "9"}
    )
    assert wrong.status_code == 422
    assert 'id="top-error"' in wrong.text
    seen = form_of(page(staff, f"{at}/scales/acuerdo"))["seen"][0]
    staff.post(f"{at}/scales/acuerdo", data={"act": "remove", "seen": seen})
    assert "acuerdo" in kept(version).scale_of, "a scale that questions use stays"
    saved(
        staff,
        f"{at}/whole",
        **{"o1-words": "Rapidez", "o1-place": "0", "overall": "p1", "recommend": ""},
    )
    whole = kept(version)
    assert [d.code for d in whole.dimensions] == ["rapidez", "trato"]
    assert (whole.overall, whole.recommend) == ("p1", None)


def test_what_is_missing_in_a_language_is_seen_before_a_version_is_published(draft, staff):
    version, at = draft
    staff.post(f"{at}/languages", data={"language": "qu"})
    assert f'href="{at}/publish"' in page(staff, at), "the button asks first"
    asks = page(staff, f"{at}/publish")
    many = len(translating.entries(version.document, "qu"))
    assert f"{many} of {many} texts are missing in" in asks and "Publish as it is" in asks
    staff.post(f"{at}/languages", data={"language": "ay"})
    for seen in ({}, {"lacking": form_of(asks)["lacking"][0]}):
        refused = staff.post(f"{at}/publish", data=seen)
        assert (refused.status_code, "Nothing is published yet" in refused.text) == (409, True)
    seen = {"lacking": form_of(refused.text)["lacking"][0]}
    assert staff.post(f"{at}/publish", data=seen).status_code == 303
    page(staff, f"{at}/build", 303)


def test_what_is_in_other_words_is_judged_before_a_version_is_published_and_a_choice_has_two_answers(
    draft, staff
):
    version, at = draft
    saved(staff, f"{at}/questions/p1", text="¿Lo atienden bien?")
    choice = {"type": "single", "page": "uno", "text": "¿Qué hace?", "o1-words": "Comercio"}
    few = staff.post(f"{at}/questions/new", data=choice)
    assert (few.status_code, "two answers or more" in few.text) == (422, True)
    asks = page(staff, f"{at}/publish")
    assert "¿Lo atienden bien?" in asks and "Pregunta 1" in asks and 'name="same-p1"' in asks
    here = {FROM: f"{at}/publish"}
    unsaid = staff.post(f"{at}/publish", data=here)
    assert (unsaid.status_code, "whether it still asks the same" in unsaid.text) == (422, True)
    seen = {"same-p1": "yes", "seen": form_of(asks)["seen"][0]}
    saved(staff, f"{at}/questions/p1", text="¿Lo atienden rápido?")
    meanwhile = staff.post(f"{at}/publish", data=seen)
    assert (meanwhile.status_code, "¿Lo atienden rápido?" in meanwhile.text) == (409, True)
    assert staff.post(f"{at}/publish", data={"same-p1": "no"}).status_code == 303
    db.session.expire_all()
    assert (version.state, version.judged) == ("published", {"p1": False})
    first = instruments.find(version.survey, 1)
    assert versions.trend(instruments.changes_between(first, version)) is versions.Trend.BROKEN
    assert "The comparison with earlier waves breaks." in page(staff, at)


def test_what_nobody_judged_on_the_way_stays_open_though_a_later_step_was_judged(draft):
    """Version 2 was published before that was asked: whether version 1 asked the same nobody knows."""
    second, _at = draft
    first = instruments.find(second.survey, 1)

    def reworded(words):
        document = json.loads(json.dumps(SHORT).replace('"Pregunta 1"', f'"{words}"'))
        return instruments.put_draft(second.survey, document, now(), None)

    with transaction():
        reworded("Otra cosa")
        second.state, second.published_at = "published", now()
    with transaction():
        third = reworded("Otra cosa aún")
        instruments.publish(third, now(), None, {"p1": True})
    trends = [versions.trend(instruments.changes_between(each, third)) for each in (first, second)]
    assert trends == [versions.Trend.JUDGE, versions.Trend.KEPT]


def test_what_came_from_a_file_with_one_answer_is_not_published(draft, staff):
    version, at = draft
    one = {"code": "uso", "type": "single", "text": {"es-PE": "Uso"}}
    one["options"] = [{"code": "a", "text": {"es-PE": "Comercio"}}]
    with transaction():
        instruments.put_draft(version.survey, editing.add_question(SHORT, one, "uno"), now(), None)
    assert f'href="{at}/questions/uso"' in page(staff, f"{at}/publish")
    assert staff.post(f"{at}/publish", data={FROM: f"{at}/publish"}).status_code == 422
    page(staff, f"{at}/build")


def test_a_published_version_is_not_written_on(draft, staff):
    version, at = draft
    forms = {
        path: fields(page(staff, f"{at}/{path}")) for path in ("questions/p1", "pages/uno", "whole")
    }
    assert staff.post(f"{at}/publish").status_code == 303
    for path, form in forms.items():
        assert (
            staff.post(f"{at}/{path}", data=form | {"text": "Otra", "title": "Otra"}).status_code
            == 409
        )
        page(staff, f"{at}/{path}", 303)
    assert kept(version).questions[0].text.own("es-PE") == "Pregunta 1"


def test_languages_are_added_translated_side_by_side_and_what_is_missing_is_listed(draft, staff):
    version, at = draft
    sent = staff.post(f"{at}/languages", data={"language": "qu"})
    assert sent.location == f"{at}/languages/qu"
    text = page(staff, f"{at}/languages/qu")
    seen = form_of(text)["seen"][0]
    assert 'name="t.p1.text"' in text and 'name="t.scale.acuerdo.5"' in text
    typed = {"seen": seen, "t.p1.text": "Huk tapuy", "t.title": "Tapukuy"}
    assert staff.post(f"{at}/languages/qu", data=typed).status_code == 303
    made = kept(version)
    assert made.items["p1"].text.own("qu") == "Huk tapuy"
    assert made.title.own("es-PE") == "Encuesta corta", "the other language stays"
    told = page(staff, f"{at}/languages")
    assert "Pregunta 2" in told and ">Pregunta 1<" not in told
    assert 'name="t.p1.text"' not in page(staff, f"{at}/languages/qu?only=missing")
    late = staff.post(f"{at}/languages/qu", data=typed | {"t.p1.text": "Tarde"})
    assert late.status_code == 409
    assert "Tarde" in late.text and "Huk tapuy" in late.text
    assert kept(version).items["p1"].text.own("qu") == "Huk tapuy"
    saved(staff, f"{at}/questions/p1", text="Otra pregunta")
    assert kept(version).items["p1"].text.own("qu") == "Huk tapuy", "editing one keeps the other"
    assert staff.post(f"{at}/languages", data={"other": "no es un código"}).status_code == 303
    assert kept(version).languages == ("es-PE", "qu")
    staff.post(f"{at}/languages", data={"remove": "qu"})
    assert kept(version).languages == ("es-PE",)
    assert "qu" not in str(version.document["pages"][0]["questions"][0]["text"])


def test_who_answers_chooses_the_language_and_reads_the_first_where_one_is_missing(app):
    first = SHORT["pages"][0]
    asks = [
        first["questions"][0] | {"text": {"es-PE": "Pregunta 1", "qu": "Huk tapuy"}},
        *first["questions"][1:],
    ]
    pages = [first | {"questions": asks}, SHORT["pages"][1]]
    asked = make_survey(document=SHORT | {"languages": ["es-PE", "qu"], "pages": pages})
    phone, link = app.test_client(), asked.links[0]
    assert "Runasimi" in page(phone, f"/q/{link}")
    phone.post(f"/q/{link}")
    here = f"/q/{link}/p/uno"
    assert "Pregunta 1" in page(phone, here)
    chosen = phone.post(f"/q/{link}/language", data={"language": "qu", "next": here})
    assert (chosen.status_code, chosen.location) == (303, here)
    text = page(phone, here)
    assert "Huk tapuy" in text and "Pregunta 1" not in text and 'lang="qu"' in text
    assert "Pregunta 2" in text, "what is not translated is read in the first language"
    for odd in ("//evil.example", f"/q/{link}/\\evil", "https://evil.example", ""):
        back = phone.post(f"/q/{link}/language", data={"language": "es-PE", "next": odd})
        assert back.location == f"/q/{link}"
    assert "Pregunta 1" in page(phone, here)


def test_the_preview_shows_what_depends_on_answers_too_and_says_when(draft, staff):
    _version, at = draft
    saved(staff, f"{at}/questions/p2", when="simple", when_item="p1", when_how="is", when_value="5")
    saved(
        staff, f"{at}/pages/dos", when="simple", when_item="p1", when_how="at_least", when_value="4"
    )
    first, second = page(staff, f"{at}/preview/uno"), page(staff, f"{at}/preview/dos")
    assert (
        "Pregunta 2" in first
        and "Shown only if “Pregunta 1” is “Muy conforme”" in html.unescape(first)
    )
    assert "En general" in second and "is at least “Conforme”" in html.unescape(second)
    assert "Pregunta 2" in page(staff, at), "what a version asks is listed whole"


@pytest.mark.parametrize("code", ["go", "person", "sent_key", "seen", "new", "na"])
def test_a_code_that_forms_and_addresses_use_themselves_is_not_given_to_a_question(
    draft, staff, code
):
    version, at = draft
    before = kept(version)
    new = fields(page(staff, f"{at}/questions/new?type=short_text&page=dos"))
    answer = staff.post(f"{at}/questions/new", data=new | {"text": "¿Qué ve?", "code": code})
    assert answer.status_code == 422
    assert "¿Qué ve?" in answer.text
    assert kept(version) == before


def test_a_point_of_a_scale_that_is_no_number_is_said_at_its_field(draft, staff):
    _, at = draft
    new = fields(page(staff, f"{at}/scales/new"))
    answer = staff.post(f"{at}/scales/new", data=new | {"labels": "Mal\nBien", "top": "--5"})
    assert answer.status_code == 422
    assert "--5" in answer.text


@pytest.mark.parametrize("place", ["questions/p2", "pages/dos"])
@pytest.mark.parametrize(
    "typed",
    [
        {"when": "always", "when_item": "p1", "when_how": "at_most", "when_value": "2"},
        {"when": "expert", "when_item": "p1", "when_value": "2"},
        {"when": "always", "shown_if": "${p1} = 2"},
    ],
)
def test_a_condition_that_is_written_and_not_chosen_is_said_and_stays_in_its_fields(
    draft, staff, place, typed
):
    version, at = draft
    before = version.document
    answer = staff.post(f"{at}/{place}", data=fields(page(staff, f"{at}/{place}")) | typed)
    assert answer.status_code == 422
    assert "A condition is written below that is not chosen" in answer.text
    assert typed.items() <= fields(answer.text).items()
    db.session.expire_all()
    assert version.document == before


def test_a_condition_is_taken_away_by_choosing_always(draft, staff):
    version, at = draft
    saved(staff, f"{at}/questions/p2", when="simple", when_item="p1", when_how="is", when_value="5")
    saved(staff, f"{at}/questions/p2", when="always")
    assert kept(version).questions[1].shown_if is None
