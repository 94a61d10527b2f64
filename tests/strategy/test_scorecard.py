"""What was agreed becomes a scorecard that is measured, served by initiatives, and read by everybody."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from builders import NOON, cast, close, make_room, make_round
from planned import add, publish_all
from strategic import WHY, entered, made_item, measured, named, ratified

from smd_workshop.board import item_links
from smd_workshop.core.errors import Invalid, KeptOnRecord, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.minutes import agreements
from smd_workshop.models import PlanAction
from smd_workshop.plans.evaluation import documents as plan_files
from smd_workshop.publishing import scorecards
from smd_workshop.strategy import news
from smd_workshop.strategy.scorecards import (
    arranging,
    documents,
    editions,
    initiatives,
    reading,
    scorecard_queries,
    statements,
)

TODAY = date(2024, 3, 1)
LATER = datetime(2024, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


def shown(room, year=None, *, public=False):
    db.session.expire_all()
    return reading.shown(scorecards.of_process(room.process), TODAY, year, public=public)


def item(room, kind, code, wording):
    return made_item(room.process, kind, code, wording)


def test_an_adopted_vision_keeps_the_vote_it_rests_on(room):
    entered(room.process, "Agua limpia")
    words = item(room, "statement", "E1", "Un territorio donde todos confían en lo que se mide")
    round_ = ratified(room, [words])
    card = scorecards.of_process(room.process)
    (agreed,) = statements.candidates(room.process)
    with transaction():
        statements.take(card, "vision", agreed, NOON, None)
        statements.take(card, "vision", agreed, NOON, None)
    said = shown(room).vision
    assert said.row.text == words.wording  # without "E1 is adopted:"
    assert (said.round.id, said.row.reference, len(card.statements)) == (round_.id, "", 1)


def test_a_vision_that_the_secretariat_entered_says_so_and_the_former_one_stays(room):
    entered(room.process, "Agua limpia")
    card = scorecards.of_process(room.process)
    for words in ("Una visión", "Otra visión"):
        with transaction():
            statements.enter(card, "vision", words, WHY, NOON, None)
    said = shown(room).vision
    assert (said.row.text, said.row.reference, said.round) == ("Otra visión", WHY, None)
    assert [row.text for row in card.statements] == ["Una visión", "Otra visión"]
    with pytest.raises(KeptOnRecord), transaction():
        card.statements[0].text = "Nunca se dijo"
    with pytest.raises(Invalid), transaction():
        statements.enter(card, "vision", "Sin origen", " ", NOON, None)


def test_the_plan_of_a_scorecard_measures_what_the_table_named_and_nothing_twice(room):
    water, school = (entered(room.process, words) for words in ("Agua limpia", "Buenas escuelas"))
    named(water, "Hogares con agua segura")
    card = scorecards.of_process(room.process)
    plan = measured(card, 50)
    assert (plan.kind, [each.code for each in plan.indicators]) == ("SMD", ["IND.01.OEI.01"])
    found = shown(room)
    first, second = found.objectives
    assert (first.measures.outcome.value, first.light, first.is_measured) == (50, "red", True)
    assert (second.measures.outcome.value, second.is_measured) == (None, False)
    assert (found.whole.outcome.value, found.whole.measured, found.whole.of) == (50, 1, 2)
    with pytest.raises(Invalid), transaction():
        arranging.begin_plan(card, (2030, 2031), NOON, None)
    assert plan_files.evaluated(plan, 2023).figures.objectives["OEI.01"].outcome.value == 50
    assert school.indicators[0].plan_indicator_id is None


def test_both_measures_stand_beside_each_other_for_objective_theme_perspective_and_whole(room):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    measured(scorecards.of_process(room.process), "24.4")
    with transaction():
        theme = item_links.add_theme(room.process, "Agua", NOON, None)
        arranging.set_themes(water, [theme], NOON, None)
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS", Decimal(10)), NOON, None)
        initiatives.say_progress(made, 2023, Decimal(80), "Acta", NOON, None)
        initiatives.say_progress(made, 2023, Decimal(90), "Acta corregida", NOON, None)
    found = shown(room, 2023)
    for each in (
        found.whole,
        found.perspectives[0].measures,
        found.themes[0].measures,
        found.objectives[0].measures,
    ):
        assert (float(each.outcome.value), each.actions.value) == (24.4, 90)
    assert [each.item for each in found.themes] == [theme]
    assert found.perspectives[0].in_theme(theme) == found.objectives


def test_an_initiative_that_was_given_up_counts_no_more_and_its_progress_cannot_be_rewritten(room):
    water = entered(room.process, "Agua limpia")
    with transaction():
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
        assert initiatives.add(water, initiatives.Fields(" Planta ", "EPS"), NOON, None) is made
        row = initiatives.say_progress(made, 2022, Decimal(80), "Acta", NOON, None)
    with pytest.raises(KeptOnRecord), transaction():
        row.value = Decimal(100)
    assert shown(room).objectives[0].measures.actions.value == 80
    with transaction():
        initiatives.end(made, "Se acabó el dinero", NOON, None)
    assert shown(room).objectives[0].initiatives == ()


@pytest.mark.parametrize(
    ("year", "value", "note"), [(2022, 101, "x"), (2022, -1, "x"), (2022, 50, " "), (2999, 50, "x")]
)  # fmt: skip
def test_progress_is_a_percentage_of_a_year_that_rests_on_something(room, year, value, note):
    water = entered(room.process, "Agua limpia")
    with transaction():
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
    with pytest.raises(Invalid), transaction():
        initiatives.say_progress(made, year, Decimal(value), note, NOON, None)


def test_indicators_that_a_vote_chose_come_in_by_one_action_and_once(room):
    water = entered(room.process, "Agua limpia")
    chosen, refused = (
        item(room, "indicator", "I1", "Muestras limpias"),
        item(room, "indicator", "I2", "Tubos"),
    )
    with transaction():
        for each in (chosen, refused):
            item_links.link(each, water.item, "from", NOON, None)
    card = scorecards.of_process(room.process)
    with transaction():
        assert arranging.bring(card, NOON, None) == 0  # nothing was voted on yet
    ratified(room, [chosen])
    ratified(room, [refused], "no")
    with transaction():
        assert arranging.bring(card, NOON, None) == 1
        assert arranging.bring(card, NOON, None) == 0
    (slot,) = water.indicators
    assert (slot.name, slot.item_id) == ("Muestras limpias", chosen.id)


@pytest.mark.parametrize(
    ("asks", "answer"),
    [("ranking", [["I1"], ["I2"]]), ("majority-judgment", {"I1": 5, "I2": 0})],
)
def test_indicators_that_were_ranked_first_or_judged_good_come_in_once_they_are_tied(
    room, asks, answer
):
    water = entered(room.process, "Agua limpia")
    best, other = item(room, "indicator", "I1", "Muestras"), item(room, "indicator", "I2", "Tubos")
    round_ = make_round(room, asks, items=[best, other], subject="indicator")
    for card in room.cards:
        cast(card, round_, answer)
    close(round_, publish=True)
    card = scorecards.of_process(room.process)
    with transaction():
        assert (arranging.bring(card, NOON, None), arranging.untied(card)) == (0, [best])
        for each in (best, other):
            item_links.link(each, water.item, "from", NOON, None)
        assert (arranging.bring(card, NOON, None), arranging.untied(card)) == (1, [])
    assert [slot.item_id for slot in water.indicators] == [best.id]


def test_the_public_reads_a_scorecard_only_once_it_is_published_and_only_plans_that_are_registered(
    room,
):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    card = scorecards.of_process(room.process)
    plan = measured(card, 50)
    with pytest.raises(NotFound):
        scorecard_queries.find_public(room.process, card.code)
    with transaction():
        editions.publish(card, NOON, None)
    assert scorecard_queries.find_public(room.process, card.code).state == "agreed"
    assert shown(room, public=True).objectives[0].measures.outcome.value == 50
    with transaction():
        plan.state = "drafting"
    hidden = shown(room, public=True).objectives[0]
    assert (hidden.measures.outcome.value, hidden.indicators[0].shown) == (None, None)


def test_an_empty_scorecard_is_not_published(room):
    with transaction():
        card = scorecards.ensure(room.process)
    with pytest.raises(Invalid), transaction():
        editions.publish(card, NOON, None)


def test_a_measured_year_is_compared_with_the_year_before(room):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    plan = measured(scorecards.of_process(room.process), 50)
    add(plan, plan.indicators[0].code, "2024", 97)
    publish_all(plan)
    db.session.expire_all()
    found = shown(room)
    assert (found.year, found.years, found.objectives[0].turned) == (2024, (2023, 2024), "better")
    assert news.advances(found.objectives[0]) and not news.is_behind(found.objectives[0])
    assert news.is_behind(shown(room, 2023).objectives[0])
    with pytest.raises(NotFound):
        shown(room, 2030)


def test_the_open_document_says_what_the_page_says(room):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    measured(scorecards.of_process(room.process), 50)
    document = documents.document_of(shown(room))
    (goal,) = document["objectives"]
    assert (goal["measures"]["own_result_percent"], goal["light"]) == (50.0, "red")
    assert goal["indicators"][0] == {
        "name": "Hogares con agua segura", "plan": "smd-bsc-2023-2025", "code": "IND.01.OEI.01",
        "target": "100", "value": "50", "progress_percent": 50.0,
        "indicator_name": "Hogares con agua segura", "unit": "", "indicator_source": "",
        "simulated": False,
    }  # fmt: skip
    assert goal["measures"]["initiatives_percent"] is None


def test_an_agreement_of_the_table_may_be_the_mission(room):
    entered(room.process, "Agua limpia")
    with transaction():
        said = agreements.add(room.workshop, "Servimos al valle", NOON, None)
        statements.take(scorecards.of_process(room.process), "mission", said, NOON, None)
    mission = shown(room).mission
    assert (mission.row.text, mission.workshop.id, mission.round) == (
        "Servimos al valle",
        room.workshop.id,
        None,
    )


def test_a_page_opens_though_its_indicator_lost_its_name_and_its_plan_is_no_longer_public(
    room, client
):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    plan = measured(scorecards.of_process(room.process), 50)
    code = plan.indicators[0].code
    with transaction():
        editions.publish(scorecards.of_process(room.process), NOON, None)
        scorecards.rename_indicator(water, water.indicators[0], "", NOON, None)
        plan.state = "drafting"
    page = client.get("/p/moq/objectives/OE1")
    assert page.status_code == 200
    assert code not in page.text


def test_the_public_does_not_read_which_action_of_a_draft_an_initiative_is(room):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    plan = measured(scorecards.of_process(room.process), 50)
    with transaction():
        action = PlanAction(code="AEI.01.01", name="Plantas", unit="", position=1)
        action.objective = plan.objectives[0]
        plan.actions.append(action)
        db.session.flush()
        fields = initiatives.Fields("Planta", "EPS", None, action)
        initiatives.add(water, fields, NOON, None)
    assert shown(room, public=True).objectives[0].initiatives[0].action.code == "AEI.01.01"
    with transaction():
        plan.state = "drafting"
    assert shown(room, public=True).objectives[0].initiatives[0].action is None
    assert shown(room).objectives[0].initiatives[0].action.code == "AEI.01.01"


def test_no_page_rounds_a_result_into_another_light(room, client):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    measured(scorecards.of_process(room.process), "94.996")
    with transaction():
        editions.publish(scorecards.of_process(room.process), NOON, None)
    found = shown(room, public=True).objectives[0]
    assert (found.light, found.reached) == ("amber", "94.996")
    for address in ("scorecards/bsc/", "scorecards/bsc/map", "objectives/OE1"):
        page = client.get(f"/p/moq/{address}?lang=en").text
        assert "94.996" in page
        assert "95.0" not in page


def test_a_scorecard_looks_no_better_while_a_value_that_was_due_is_missing(room, client):
    """Two objectives, the value of one: what is missing may be just what is bad."""
    for wording, name in (("Agua limpia", "Hogares con agua"), ("Aire limpio", "Días limpios")):
        named(entered(room.process, wording), name)
    card = scorecards.of_process(room.process)
    measured(card, 100)
    with transaction():
        editions.publish(card, NOON, None)
    found = shown(room, public=True)
    assert (found.whole.outcome.value, found.whole.can_be) == (100, (50, 100))
    assert found.whole.word == "incomplete"
    assert [each.word for each in found.objectives] == ["green", "none"]
    told = documents.document_of(found)
    assert told["measures"]["own_result_light"] == "incomplete"
    assert told["measures"]["own_result_can_be"] == [50, 100]
    assert [each["measures"]["own_result_can_be"] for each in told["objectives"]] == [None, None]
    chart = client.get(f"/p/moq/scorecards/bsc/chart.json?year={found.year}&lang=en").text
    values = json.loads(chart)["data"]["values"]
    assert [(each["value"], each["note"]) for each in values] == [(100, ""), (None, "")]
    drawn = client.get("/p/moq/scorecards/bsc/chart.svg")
    assert drawn.mimetype == "image/svg+xml" and "Agua limpia" in drawn.text
    page = client.get("/p/moq/scorecards/bsc/?lang=en").text
    assert "How these percentages were made, and how to make them again" in page
    whole = " ".join(re.sub("<[^>]*>", " ", page).split())
    process = client.get("/p/moq/?lang=en").text
    assert "None of its actions has an indicator" in process
    assert "no indicator measures it" not in process, "beside how many have a value"
    at = whole.index("Incomplete")
    assert "it can still be anywhere from 50.0" in whole[at : at + 60], whole[at - 60 : at + 120]


def test_a_statistics_program_reads_of_a_figure_that_it_is_incomplete(room, client):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua")
    with transaction():
        scorecards.add_indicator(water, "Muestras limpias", NOON, None)
    card = scorecards.of_process(room.process)
    measured(card, 100)
    with transaction():
        editions.publish(card, NOON, None)
    read = json.loads(client.get("/api/v1/processes/moq/scorecards/bsc/jsonstat").data)
    assert read["value"][0] == 100 and read["status"] == {"0": "incomplete"}
    assert read["extension"]["simulated"] is False


def test_what_has_an_initiative_is_counted_apart_from_what_has_a_progress(room):
    water = entered(room.process, "Agua limpia")
    entered(room.process, "Aire limpio")
    with transaction():
        initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
    said = documents.document_of(shown(room))["measures"]
    assert (said["with_initiatives"], said["with_progress"], said["objectives"]) == (1, 0, 2)
    rows = list(documents.rows_of(shown(room)))
    assert sum(row[-1] > 0 for row in rows) == said["with_initiatives"], (
        "the long table says the same"
    )


def test_one_value_of_a_new_year_does_not_head_a_scorecard(room):
    for name in ("Agua limpia", "Aire limpio", "Puerto"):
        named(entered(room.process, name), name)
    plan = measured(scorecards.of_process(room.process), 50, 60, 97)
    add(plan, plan.indicators[0].code, "2024", 20)
    publish_all(plan)
    assert shown(room).year == 2023
    assert (shown(room, 2024).whole.measured, shown(room, 2024).whole.word) == (1, "incomplete")


def test_a_year_of_which_nobody_knows_anything_is_not_the_latest(room):
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    measured(scorecards.of_process(room.process), 50)
    with transaction():
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
        initiatives.say_progress(made, 2024, None, "Nadie lo sabe", LATER, None)
    assert shown(room).year == 2023
    with transaction():
        initiatives.say_progress(made, 2024, Decimal(5), "Acta", LATER, None)
    assert shown(room).year == 2024
    with transaction():
        initiatives.end(made, "Se acabó el dinero", LATER, None)
    assert shown(room).year == 2023


def test_a_reason_is_kept_whole_or_refused(room):
    water = entered(room.process, "Agua limpia")
    with transaction():
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
    with pytest.raises(Invalid), transaction():
        initiatives.end(made, "x" * (initiatives.LONGEST_NOTE + 1), NOON, None)
    db.session.expire_all()
    assert made.ended_reason == ""


def test_a_budget_that_was_sent_for_an_initiative_that_is_there_is_not_dropped_unsaid(room):
    water = entered(room.process, "Agua limpia")
    with transaction():
        made = initiatives.add(water, initiatives.Fields("Planta", "EPS"), NOON, None)
    with pytest.raises(Invalid, match="other data"), transaction():
        initiatives.add(water, initiatives.Fields("Planta", "EPS", Decimal(5000)), NOON, None)
    with transaction():
        initiatives.end(made, "Sin presupuesto", NOON, None)
        again = initiatives.add(
            water, initiatives.Fields("Planta", "EPS", Decimal(5000)), NOON, None
        )
    assert (again.id != made.id, again.budget) == (True, 5000)


def test_the_vision_has_its_page_with_what_it_rests_on_what_was_said_before_and_what_leads_there(
    room, client
):
    goal = entered(room.process, "Agua limpia")
    words = item(room, "statement", "E1", "Un territorio donde todos confían en lo que se mide")
    round_ = ratified(room, [words])
    card = scorecards.of_process(room.process)
    (agreed,) = statements.candidates(room.process)
    with transaction():
        statements.enter(card, "vision", "La visión de antes", WHY, NOON, None)
        statements.take(card, "vision", agreed, NOON, None)
        editions.publish(card, NOON, None)
    address = f"/p/moq/scorecards/{card.code}"
    page = client.get(f"{address}/vision", headers={"Accept-Language": "en"}).text
    assert words.wording in page and "La visión de antes" in page and WHY in page
    assert page.index(words.wording) < page.index("La visión de antes"), "what is valid comes first"
    for leads in (
        f"/p/moq/r/{round_.workshop.code}/{round_.number}/",
        f"/p/moq/objectives/{goal.item.code}",
        f"{address}/",
    ):
        assert leads in page, leads
    assert "It has not been agreed yet." in page, "the mission"
    assert f"{address}/vision" in client.get(f"{address}/").text
    assert client.get("/p/moq/scorecards/nada/vision").status_code == 404
