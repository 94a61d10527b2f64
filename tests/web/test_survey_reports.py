"""What follows from a wave on pages: its report, its public summary, recommendations, and the figure in a plan."""

import io
import re
from datetime import date

import pytest
from planned import SMALL, begun, brought
from pypdf import PdfReader
from sqlalchemy import func, select
from staff import administrator, member
from surveyed import close, make_survey, respond, secret, today
from werkzeug.datastructures import MultiDict

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Measurement, PublishedFigure, Recommendation
from smd_workshop.models.plans.plans import STATES
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import from_figures, measuring
from smd_workshop.processes import processes
from smd_workshop.surveys import waves
from smd_workshop.surveys.comments import comments
from smd_workshop.surveys.figures import figures, published
from smd_workshop.surveys.respondents import invitations
from smd_workshop.surveys.results import facts, followed_up, recommendations, summaries
from smd_workshop.web.manager.outcome import comments as comment_pages

TEXT = "La balanza tiene mucha cola"


@pytest.fixture
def asked(app):
    """A closed wave of six people, two of whom wrote something."""
    made = make_survey(6)
    for place in range(6):
        said = {"comentario": (TEXT, "Buena atención")[place]} if place < 2 else {}
        respond(made, place, {"p1": 5, "p2": 4, "p3": 5, "todo": 5, "recomienda": 9} | said)
    close(made)
    return made


@pytest.fixture
def staff(app, asked):
    return administrator(app)


def wave_at(asked):
    return f"/f/zed/surveys/{asked.survey.code}/waves/{asked.wave.number}"


def words(data):
    return re.sub(
        r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    )


def test_the_report_holds_the_figures_of_the_page_and_its_digest(app, asked, staff):
    answer = staff.get(f"{wave_at(asked)}/report.pdf?lang=es")
    assert answer.mimetype == "application/pdf"
    text, page = words(answer.data), staff.get(f"{wave_at(asked)}/results?lang=es").text
    for said in ("12 de 18 respuestas", "66.67", "Pregunta 1", asked.wave.instrument.sha256[:16]):
        assert said.replace(" ", "") in text.replace(" ", "")
        assert said in page
    assert PdfReader(io.BytesIO(answer.data)).trailer["/Root"]["/Lang"] == "es-PE"


def test_the_only_dimension_is_the_figure_of_all_and_has_its_margin(app):
    """Two margins for the same 6 of 14 answers would make people ask which is wrong."""
    made = make_survey(9)
    for place in range(5):
        respond(made, place, {"p1": 5, "p2": 4 + place % 2, "p3": 3 if place else None, "todo": 5})
    close(made)
    told = facts.facts(made.wave, "es-PE")
    (only,) = told.dimensions
    headline = told.figures["headline"]
    assert only.figures["top"]["k"] == headline["numerator"]
    assert only.figures["top"]["interval"] == headline["interval"]
    low, high = (f"{100 * end:.1f}" for end in headline["interval"])
    page = administrator(app).get(f"{wave_at(made)}/results?lang=es").text
    assert re.search(rf"entre\W+{low}\W%\W+y\W+{high}", page)


def test_the_public_reads_the_summary_once_it_is_approved(app, asked, staff):
    public, here = app.test_client(), f"/p/zed/surveys/{asked.survey.code}/1"
    assert public.get(here).status_code == 404
    assert public.get(f"{here}/report.pdf").status_code == 404
    assert staff.post(f"{wave_at(asked)}/summary").status_code == 303
    page = public.get(f"{here}?lang=es").text
    assert "12 de 18 respuestas" in page and TEXT not in page
    assert here in public.get("/p/zed/").text and f'href="{here}"' in public.get("/").text
    listed = public.get("/api/v1/catalog.jsonld").get_data(as_text=True)
    assert f"{here}/result.csv" in listed and f"{here}/result.json" in listed, (
        "an open file is catalogued"
    )
    assert public.get(f"{here}/report.pdf").mimetype == "application/pdf"


def test_a_reader_whose_form_was_refused_overwrites_no_decision_of_another(asked, staff):
    at = wave_at(asked)
    seen = dict(re.findall(r'name="(seen-\w{32})" value="(\w+)"', staff.get(f"{at}/comments").text))
    first, other = (name.removeprefix("seen-") for name in list(seen)[:2])
    mine = {f"state-{first}": "public", f"words-{first}": "Hay cola", f"words-{other}": "Falta"}
    refused = staff.post(f"{at}/comments", data=seen | mine)
    assert refused.status_code == 422, "of the other it is not said who may read it"
    theirs = {f"state-{first}": "internal", f"words-{first}": "De otra"}
    assert staff.post(f"{at}/comments", data=seen | theirs).status_code == 303
    marks = dict(re.findall(r'name="(seen-\w{32})" value="(\w+)"', refused.text))
    mine |= {f"state-{other}": "internal"}
    late = staff.post(f"{at}/comments", data=marks | mine)
    assert late.status_code == 422 and "meanwhile" in late.text
    assert "Shown as: De otra" in late.text and 'value="Hay cola"' in late.text
    marks = dict(re.findall(r'name="(seen-\w{32})" value="(\w+)"', late.text))
    gone = {f"state-{other}": "deleted"}
    assert staff.post(f"{at}/comments", data=marks | gone | theirs).status_code == 303
    told = staff.post(f"{at}/comments", data=marks | mine)
    assert told.status_code == 422 and "1 comment was deleted meanwhile" in told.text


def test_what_is_said_alike_is_decided_once_and_a_theme_found_while_reading_loses_no_decision(
    app, staff, monkeypatch
):
    asked = make_survey(7, "confidential", process=processes.create("Otra", now(), code="otra"))
    for place in range(7):
        words = ("Bajar las tarifas", "bajar  LAS tarifas", "Más luz")[min(place // 3, 2)]
        assert respond(asked, place, {"p1": 5, "comentario": words})
    close(asked)
    at = f"/f/otra/surveys/{asked.survey.code}/waves/1"
    page = staff.get(f"{at}/comments").text
    fields = MultiDict(re.findall(r'name="((?:seen|same)-\w{32})" value="(\w+)"', page))
    assert page.count("<article") == 2 and ">×6<" in page
    often = re.search(r'name="same-(\w{32})"', page)[1]
    typed = {"name": "Precios", f"state-{often}": "public"}
    unsaid = staff.post(f"{at}/comments", data=MultiDict([*fields.items(multi=True),
        ("name", "Precios"), (f"words-{often}", "Tarifas")]))  # fmt: skip
    assert unsaid.status_code == 422 and 'value="Precios"' in unsaid.text
    assert comments.codebook(asked.survey) == [], "all or nothing"
    sent = MultiDict([*fields.items(multi=True), *typed.items()])
    assert staff.post(f"{at}/comments", data=sent).status_code == 303
    assert [code.name for code in comments.codebook(asked.survey)] == ["Precios"]
    read = comments.of_wave(asked.wave)
    assert [each.decided.state for each in read] == [""] + ["public"] * 6
    twice = staff.post(f"{at}/comments", data={"name": "precios"})
    assert twice.status_code == 422 and "stands in the list already" in twice.text
    [told] = followed_up.of(asked.wave, today(), "es-PE").comments
    assert [many for _words, many in told.words] == [6]
    monkeypatch.setattr(comment_pages, "AT_A_TIME", 1)
    second = staff.get(f"{at}/comments?page=2").text
    assert second.count("<article") == 1 and "Más luz" not in second
    assert staff.get(f"{at}/comments?page=x").status_code == 200


def test_an_observer_neither_approves_nor_reads_comments(app, asked):
    observer = member(app, asked.survey.process, "observer")
    assert observer.post(f"{wave_at(asked)}/summary").status_code == 403
    assert observer.get(f"{wave_at(asked)}/comments").status_code == 403
    assert summaries.of(asked.wave) is None


def test_from_a_comment_to_what_was_done_and_the_first_page_of_the_next_wave(app, asked, staff):
    at = wave_at(asked)
    page = staff.get(f"{at}/comments").text
    assert TEXT in page
    comment = re.findall(r'id="c-(\w{32})"', page[: page.index(TEXT)])[-1]
    assert "¿Qué falta?" in page, "which question it answers"
    assert staff.post(f"{at}/codes", data={"name": "Balanza"}).status_code == 303
    page = staff.get(f"{at}/comments").text
    code = re.search(r'name="codes-\w+"\s+value="(\d+)"', page)[1]
    seen = dict(re.findall(r'name="(seen-\w{32})" value="(\w+)"', page))
    other = next(name for name in seen if not name.endswith(comment)).replace("seen", "words")
    half = {f"state-{comment}": "public", f"words-{comment}": "Hay cola", f"codes-{comment}": code}
    refused = staff.post(f"{at}/comments", data=seen | half | {other: "Piden balanza"})
    assert refused.status_code == 422 and "Say who may read it" in refused.text
    assert 'value="Hay cola"' in refused.text and 'value="Piden balanza"' in refused.text
    said = half | {other: "Piden balanza", other.replace("words", "state"): "internal"}
    assert staff.post(f"{at}/comments", data=seen | said).status_code == 303
    page = staff.get(f"{at}/comments").text
    assert 'value="Hay cola"' in page and 'value="Piden balanza"' in page, "one button saves all"
    stale = staff.post(f"{at}/comments", data=seen | {f"state-{comment}": "internal"})
    assert stale.status_code == 422 and "meanwhile" in stale.text
    wrong = staff.post(f"{at}/recommendations", data={"text": "Ampliar el turno", "unit": "DOI"})
    assert wrong.status_code == 422 and "Ampliar el turno" in wrong.text
    sent = {
        "text": "Ampliar el turno",
        "unit": "DOI",
        "due": "2020-06-30",
        "told_as": "Hay cola",
        "codes": code,
    }
    assert staff.post(f"{at}/recommendations", data=sent).status_code == 303
    listed = f"/f/zed/surveys/{asked.survey.code}/recommendations"
    assert "1 recommendation is overdue" in staff.get(listed).text
    half = {"state": "done", "did": "Se amplió el turno"}
    refused = staff.post(f"{listed}/1", data=half)
    assert refused.status_code == 422 and "where it can be seen" in refused.text
    assert "Se amplió el turno</textarea>" in refused.text, "what was typed is still there"
    done = {"state": "done", "did": "Se amplió el turno", "evidence": "Acta 4"}
    assert staff.post(f"{listed}/1", data=done).status_code == 303
    row = db.session.scalars(select(Recommendation)).one()
    assert (row.state, row.evidence) == ("done", "Acta 4")
    table = staff.get(f"{listed}.csv?lang=es").text
    assert "Ampliar el turno" in table and "Se amplió el turno" in table
    assert "numero,aplicacion," in table and ",hecha," in table
    following = make_survey_again(asked)
    first = app.test_client().get(f"/q/{following}?lang=es").text
    assert "Usted dijo" in first and "Se amplió el turno" in first
    report = words(staff.get(f"{at}/report.pdf?lang=es").data)
    assert "Hay cola" in report and TEXT not in report
    assert "Preguntado: ¿Qué falta?" in report
    with transaction():
        summaries.approve(asked.wave, now(), None)
    public = app.test_client().get(f"/p/zed/surveys/{asked.survey.code}/1?lang=es").text
    assert "Preguntado: <strong>¿Qué falta?</strong>" in public


def test_a_promise_is_told_as_it_stands_and_is_tied_to_comments_later(app, asked, staff):
    with transaction():
        promised = recommendations.Proposal("Turno", "DOI", date(2020, 6, 30), "Hay cola")
        row = recommendations.add(asked.wave, promised, now(), None)
    link = make_survey_again(asked)
    first = app.test_client()
    told = first.get(f"/q/{link}?lang=en").text
    assert "It is late: it was due on" in told and "We are at it" not in told
    truths = {"pending": "Not begun yet; it is due on", "in_progress": "We are at it, until"}
    for state, truth in truths.items():
        with transaction():
            row.due, row.state = date(2035, 1, 1), state
        assert truth in first.get(f"/q/{link}?lang=en").text
    listed = f"/f/zed/surveys/{asked.survey.code}/recommendations"
    assert "no comment tied to it yet" in staff.get(f"{listed}?lang=en").text
    with transaction():
        code = comments.add_code(asked.survey, "Balanza", now(), None)
        one = comments.of_wave(asked.wave)[0].comment
        comments.review(asked.wave, one, "public", now(), None, codes=[code.id])
        summaries.approve(asked.wave, now(), None)
    assert f'name="codes" value="{code.id}"' in " ".join(staff.get(f"{listed}?step=1").text.split())
    tied = {"state": "in_progress", "codes": str(code.id)}
    assert staff.post(f"{listed}/1", data=tied).status_code == 303
    assert "1 comment<" in re.sub(r"\s+<", "<", staff.get(f"{listed}?lang=en").text)
    public = first.get(f"/p/zed/surveys/{asked.survey.code}/1?lang=en").text
    assert "in progress" in public, "the public reads how far it is"


def make_survey_again(asked):
    """Open the next wave of the same survey; return a link."""
    with transaction():
        terms = waves.Terms("2024", 2024, "anonymous", population=6)
        wave = waves.create(asked.survey, asked.wave.instrument, terms, now(), None)
        waves.open_wave(wave, now(), None)
        return invitations.issue(wave, asked.people[:1], now(), None, secret())[0].code


def test_a_published_figure_becomes_the_value_of_a_plan_and_each_end_leads_to_the_other(
    app, asked, staff
):
    process = processes.find("zed")
    plan = begun(process)
    brought(plan)
    indicator = plan.indicators[1]
    with transaction():
        indicator.measure = "%"
        figure = figures.publish(asked.wave, "headline", indicator.code, now(), None)
        plans.change(plan, now(), None, state="in_force")
    here = f"/f/zed/plans/{plans.address_of(plan.code)}"
    page = staff.get(f"{here}/i/{indicator.code}").text
    assert "12 / 18" in page and "Take it over as a draft" in page
    taken = staff.post(f"{here}/i/{indicator.code}/figure", data={"figure": figure.id})
    assert taken.status_code == 303
    again = staff.post(f"{here}/i/{indicator.code}/figure", data={"figure": figure.id})
    assert again.status_code == 303
    row = db.session.scalars(select(Measurement).where(Measurement.figure_id == figure.id)).one()
    assert (str(row.value), row.state, row.period) == ("66.67", "draft", "2023")
    for step in ("validated", "published"):
        staff.post(
            f"{here}/advance", data={"measurement": row.id, "to": step, "back": indicator.code}
        )
    public = app.test_client()
    value = public.get(f"/p/zed/plans/{plans.address_of(plan.code)}/i/{indicator.code}").text
    assert f"/p/zed/figures/{figure.id}" in value and "12 / 18" in value
    told = public.get(f"/p/zed/figures/{figure.id}?lang=en").text
    assert "can let an auditor count them again" in told and "smd survey answers.json" in told
    for said in (
        "66.67",
        "12",
        "18",
        figure.definition,
        figure.dataset_sha256,
        f"i/{indicator.code}",
        "Answers “Muy conforme”, of all answers to the questions of the dimensions",
        "The scale goes from 1 to 5.",
    ):
        assert said in told
    assert public.get(f"/p/zed/figures/{figure.id}/reading").status_code == 404, (
        "nothing is simulated here"
    )


@pytest.mark.parametrize("simulated", [True, False])
def test_every_page_that_tells_what_rests_on_a_simulated_survey_says_so_beside_it_and_no_other(
    app, asked, simulated
):
    """Also the figure of the whole plan, on the front page: it is counted from the simulated one."""
    process = processes.find("zed")
    plan = begun(process)
    brought(plan)
    indicator = plan.indicators[1]
    with transaction():
        asked.survey.simulated = simulated
        indicator.measure = "%"
        figure = figures.publish(asked.wave, "headline", indicator.code, now(), None)
        plans.change(plan, now(), None, state="in_force")
        row = from_figures.take(indicator, figure, now(), None, date(2024, 3, 1))
        for step in measuring.STEPS:
            measuring.advance([row], step, now(), None)
    here = f"/p/zed/plans/{plans.address_of(plan.code)}"
    front = app.test_client().get("/?lang=en").text
    for page, beside in (
        (front[front.index(f'href="{here}/"') :], "2023: "),
        (app.test_client().get(f"{here}/?lang=en").text, "2023 is incomplete"),
        (app.test_client().get(f"{here}/o/OEI.01?lang=en").text, "Its actions together"),
        (app.test_client().get(f"{here}/i/{indicator.code}?lang=en").text, "that were asked for"),
    ):
        told = page[page.index(beside) :][:600]
        assert ("Simulated answers" in told) is simulated


def test_what_becomes_public_is_said_before_and_a_code_of_a_plan_is_chosen(app, asked, staff):
    plan = begun(processes.find("zed"))
    brought(plan)
    first, second = plan.indicators[:2]
    with transaction():
        second.measure = "Porcentaje"  # as planners write it
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    page = staff.get(f"{at}/figures?figure=people&lang=en").text
    assert "6 / 6 people" in page, re.sub("<[^>]+>", "", page)[-2500:]
    assert "more than half of whose answers" in page and "“Muy conforme”" in page
    assert "kept for good" in page
    assert "top=5" not in page, "a person reads words"
    options = dict(re.findall(r'<option[^>]* value="([^"]+)">([^<]+)<', page))
    assert set(options) == {str(each.id) for each in plan.indicators}
    assert "its unit is not per cent, so its value stays" in options[str(first.id)]
    assert "its value stays" not in options[str(second.id)]
    assert db.session.scalar(select(func.count(PublishedFigure.id))) == 0, (
        "looking publishes nothing"
    )
    sent = {"figure": "people", "indicator": second.id, "sent_key": "a" * 32}
    for _twice in range(2):
        assert staff.post(f"{at}/figures", data=sent).status_code == 303
    row = db.session.scalars(select(PublishedFigure)).one()
    assert (row.subject, row.name) == (second.code, "people")
    assert "6 of 6" in page and "anonymous: nothing leads" in page, (
        "what stands beside it is said before"
    )
    public = app.test_client().get(f"/p/zed/figures/{row.id}?lang=en").text
    named = "People more than half of whose answers are “Muy conforme”"
    assert f"<h1>{named}</h1>" in public and f"<title>{named}: 100" in public
    assert all(
        each in public for each in ("6 of 6", "no sampling error", "anonymous: nothing leads")
    )
    assert named in app.test_client().get("/p/zed/?lang=en").text
    with transaction():
        plan.first_year = plan.last_year = 1990
    page = staff.get(f"{at}/figures?figure=people&lang=en").text
    assert "its plan does not reach 2023, so its value stays" in page


def test_a_figure_goes_to_the_plan_that_was_named_and_to_no_other_with_the_same_code(
    app, asked, staff
):
    """Two plans call an indicator alike: what was published for one is not offered to the other, and says which."""
    process = processes.find("zed")
    own, other = (begun(process, SMALL | {"code": code, "name": f"Plan {code}"}) for code in "AB")
    for plan in (own, other):
        brought(plan, SMALL | {"code": plan.code, "name": f"Plan {plan.code}"})
        with transaction():
            plan.indicators[1].measure = "%"
            plans.change(plan, now(), None, state="in_force")
    code, at = own.indicators[1].code, f"{wave_at(asked)}/figures"
    options = re.findall(r'<option[^>]* value="(\d+)">\s*([^<]+)<', staff.get(at).text)
    alike = {id_: words for id_, words in options if code in words}
    assert [words.split(" · ")[0] for words in alike.values()] == ["Plan A", "Plan B"]
    named = {"figure": "people", "other": code, "unplanned": "y"}
    assert staff.post(at, data=named).status_code == 422, "the code alone names no plan"
    sent = {"figure": "people", "indicator": own.indicators[1].id}
    assert staff.post(at, data=sent).status_code == 303
    told = staff.get(f"{wave_at(asked)}/results?lang=en").text
    assert "In the plan it waits at" in told and "Plan A" in told, (
        "who published it learns that the plan has to take it"
    )
    row = db.session.scalars(select(PublishedFigure)).one()
    offers = [f"/f/zed/plans/{each}/i/{code}?lang=en" for each in ("a", "b")]
    assert ["Take it over" in staff.get(each).text for each in offers] == [True, False]
    for page in ("", "attention"):
        waits = [
            f"/i/{code}?year=2023#surveys" in staff.get(f"/f/zed/plans/{each}/{page}").text
            for each in "ab"
        ]
        assert waits == [True, False], "the plan says that a figure waits"
    public = app.test_client()
    page = public.get(f"/p/zed/figures/{row.id}").text
    assert f"/p/zed/plans/a/i/{code}" in page and f"/plans/b/i/{code}" not in page
    for each in (
        "/",
        "/p/zed/",
        f"/p/zed/figures/{row.id}",
        "/p/zed/feed.atom",
        f"/search?q={code}",
    ):
        assert f"{code} · Plan A · 2023" in public.get(each).text, each
    listed = public.get("/api/v1/processes/zed/figures").json["figures"]
    assert [(each["plan"], each["indicator"]) for each in listed] == [("a", code)]
    with transaction():
        plans.change(own, now(), None, state=STATES[0])
    page = public.get(f"/p/zed/figures/{row.id}").text
    assert "Plan A" not in page, "a plan that is still being written is not named in public"


def test_a_figure_of_before_is_offered_to_each_indicator_with_its_code_until_one_is_published_for_it(
    app, asked, staff
):
    process = processes.find("zed")
    plan = begun(process)
    brought(plan)
    indicator = plan.indicators[1]
    with transaction():
        indicator.measure = "%"
        plans.change(plan, now(), None, state="in_force")
        before = figures.publish(asked.wave, "headline", indicator.code, now(), None)
    here = f"/f/zed/plans/{plans.address_of(plan.code)}/i/{indicator.code}?lang=en"
    assert "without saying of which plan" in staff.get(here).text
    page = app.test_client().get(f"/p/zed/figures/{before.id}?lang=en").text
    assert "without saying of which plan" in page and f"/i/{indicator.code}?year=2023" in page
    with transaction():
        after = figures.publish(asked.wave, "people", indicator, now(), None)
    assert published.of_process(process) == [after]
    assert published.by_year(indicator) == {2023: after}
    assert published.history(before) == published.history(after) == [before, after]
    page = app.test_client().get(f"/p/zed/figures/{before.id}?lang=en").text
    assert "This figure was corrected" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"other": "AEI.77"}, "No plan has this code"),
        ({}, "Write the code of the indicator."),
        ({"other": "AEI.77", "unplanned": "y", "figure": "none"}, "Not a valid choice"),
    ],
)
def test_a_code_that_no_plan_has_is_published_only_by_who_says_so(app, asked, staff, sent, said):
    at = f"/f/zed/surveys/{asked.survey.code}/waves/1/figures?lang=en"
    refused = staff.post(at, data={"figure": "satisfied"} | sent)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert ('value="AEI.77"' in refused.text) is ("other" in sent), "what was typed is there"
    assert db.session.scalar(select(func.count(PublishedFigure.id))) == 0
    meant = {"figure": "satisfied", "other": "AEI.77", "unplanned": "y"}
    assert staff.post(at, data=meant).status_code == 303
    assert db.session.scalars(select(PublishedFigure.subject)).one() == "AEI.77"


def test_a_corrected_figure_says_so_and_the_last_one_stands(app, asked):
    with transaction():
        first = figures.publish(asked.wave, "headline", "AEI.01", now(), None)
    with transaction():
        second = figures.publish(asked.wave, "people", "AEI.01", now(), None)
    public = app.test_client()
    assert "was corrected" in public.get(f"/p/zed/figures/{first.id}?lang=en").text
    page = public.get(f"/p/zed/figures/{second.id}?lang=en").text
    assert "was corrected" not in page and f"/p/zed/figures/{first.id}" in page


def test_the_figure_of_another_process_is_not_found(app, asked):
    with transaction():
        processes.create("Otro", now(), code="otro", public=True)
        figure = figures.publish(asked.wave, "headline", "AEI.01", now(), None)
    assert app.test_client().get(f"/p/otro/figures/{figure.id}").status_code == 404
