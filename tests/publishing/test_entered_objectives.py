"""Objectives that no vote adopted, and processes with several scorecards: every page says what is what."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from planned import make_plan
from plans import indicator, plan
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from staff import administrator

from smd_workshop.board import items
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.models import IndicatorSlot, Journal, Objective, Scorecard
from smd_workshop.publishing import entering, of_plans, portal_queries, scorecards, tracing

pytestmark = pytest.mark.acts

WHY = "Meta 3 del Plan de Desarrollo Regional"


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


def enter(room, words="Agua limpia", why=WHY, **more):
    with transaction():
        scorecards.ensure(room.process)
        first = scorecards.find_perspective(room.process, "results")
        return entering.enter(first, words, why, NOON, None, **more)


def test_what_the_secretariat_enters_stands_in_the_scorecard_with_its_reason(room):
    entered = enter(room)
    assert (entered.source, entered.round_id, entered.reference) == ("secretariat", None, WHY)
    assert (entered.item.kind, entered.item.code, len(entered.indicators)) == (
        "objective",
        "OE1",
        1,
    )
    assert enter(room, code="oe 7", words="Aire limpio").item.code == "OE7"


def test_sent_twice_it_is_entered_once(room):
    assert enter(room).id == enter(room).id
    assert db.session.scalar(select(func.count()).select_from(Objective)) == 1


@pytest.mark.parametrize("why", ["", "   ", "x" * 501])
def test_without_a_reason_that_the_public_can_read_nothing_is_entered(room, why):
    with pytest.raises(Invalid):
        enter(room, why=why)
    db.session.rollback()
    assert db.session.scalar(select(Objective.id)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "secretariat", "reference": ""},
        {"source": "ratification"},
        {"source": "rumour"},
    ],
)
def test_the_database_itself_asks_where_an_objective_comes_from(room, wrong):
    entered = enter(room)
    changed = update(Objective).where(Objective.id == entered.id).values(wrong)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(changed)


def test_the_public_reads_who_entered_it_and_why_and_counts_no_vote(room, client):
    entered = enter(room)
    enter(room, "Plan de puertos", "PEI 2025, OEI.02", source="plan")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    listed = client.get("/p/moq/").text
    assert f"entered by the secretariat: {WHY}" in listed
    assert "from a plan: PEI 2025, OEI.02" in listed
    assert "Agreed objectives</h2>" not in listed
    page = client.get("/p/moq/objectives/OE1")
    assert page.status_code == 200
    assert "No vote adopted it" in page.text and WHY in page.text
    assert "Adopted" not in page.text
    assert "0 agreed objectives" in client.get("/").text
    assert "Agua limpia" in client.get("/p/moq/search?q=agua").text
    trace = tracing.trace(entered.item)
    assert (trace.objective, trace.ratification, trace.choice) == (entered, None, None)


def test_a_later_ratification_puts_the_vote_under_it_and_keeps_its_reason(room, client):
    entered = enter(room)
    round_ = make_round(room, "ratify", items=[entered.item], subject="objective")
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    close(round_, publish=True)
    db.session.expire_all()
    assert (entered.source, entered.round_id) == ("ratification", round_.id)
    (agreed,) = portal_queries.agreed(room.process)
    assert agreed.round.id == round_.id
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get("/p/moq/objectives/OE1").text
    assert "Adopted" in page and f"It had been entered before: {WHY}" in page


def test_a_process_may_have_several_scorecards_and_the_first_stays_the_default(room):
    with transaction():
        first = scorecards.add(room.process, "Tablero del ecosistema", NOON, None)
        second = scorecards.add(room.process, "Plan del puerto", NOON, None)
        again = scorecards.add(room.process, " Plan  del puerto ", NOON, None)
    assert (first.code, second.code, again.id) == ("bsc", "plan-del-puerto", second.id)
    assert scorecards.of_process(room.process).id == first.id == scorecards.ensure(room.process).id
    assert scorecards.of_process(room.process, "plan-del-puerto").id == second.id
    with pytest.raises(NotFound):
        scorecards.of_process(room.process, "otro")
    theirs = scorecards.find_perspective(room.process, "results", "plan-del-puerto")
    assert theirs.scorecard_id == second.id
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Scorecard(process_id=room.process.id, code="bsc", name="Otro"))


def test_staff_add_a_scorecard_and_enter_an_objective_into_it_with_plain_forms(app, room, client):
    staff, at = administrator(app), "/f/moq/scorecard"
    assert "Begin a scorecard" in staff.get(at).text
    assert staff.post(f"{at}/add", data={"name": "Tablero"}).status_code == 303
    made = staff.post(f"{at}/add", data={"name": "Plan del puerto"})
    assert made.location == f"{at}?card=plan-del-puerto"
    fields = {"wording": "Muelle nuevo", "reference": WHY, "perspective": "processes", "code": ""}
    fields["sent_from"] = f"{at}?card=plan-del-puerto"
    missing = staff.post(f"{at}/objectives?card=plan-del-puerto", data=fields | {"reference": ""})
    assert missing.status_code == 422
    assert "Write where it comes from" in missing.text
    assert "Muelle nuevo" in missing.text, "what was typed stays"
    sent = staff.post(f"{at}/objectives?card=plan-del-puerto", data=fields)
    assert sent.location == f"{at}?card=plan-del-puerto#entering"
    assert "Muelle nuevo" not in staff.get(at).text
    page = staff.get(f"{at}?card=plan-del-puerto").text
    assert "Muelle nuevo" in page and f"entered by the secretariat: {WHY}" in page
    entered = db.session.scalars(select(Objective)).one()
    one = f"{at}/objectives/{entered.id}"
    staff.post(f"{one}/place?card=plan-del-puerto", data={"perspective": "results"})
    db.session.expire_all()
    assert entered.perspective.code == "results"
    assert entered.perspective.scorecard.code == "plan-del-puerto"
    assert staff.get(f"{at}?card=nada").status_code == 404
    enter(room, "Agua limpia")
    public = client.get("/p/moq/").text
    assert public.index("Tablero") < public.index("Agua limpia") < public.index("Plan del puerto")


def test_a_scorecard_takes_an_objective_of_a_plan_with_its_indicators_once(app, room):
    staff, at = administrator(app), "/f/moq/scorecard"
    own = plan(
        indicator("IND.01.OEI.01", "OEI.01", name="Carga movida"),
        code="PEI-2023-2025",
        name="Plan del puerto",
    )
    found = make_plan(room.process, own)
    assert "it can take the objectives and indicators" in staff.get(at).text
    staff.post(f"{at}/add", data={"name": "Tablero"})
    page = staff.get(at).text
    assert "Take objectives of plans" in page
    fields = {"taking": "1", "aim": str(found.objectives[0].id), "perspective": "results"}
    assert staff.post(f"{at}/objectives", data=fields | {"aim": []}).status_code == 422
    for _ in range(2):
        assert staff.post(f"{at}/objectives", data=fields).status_code == 303
    (taken,) = db.session.scalars(select(Objective)).all()
    assert (taken.source, taken.reference) == ("plan", "Plan del puerto, OEI.01")
    assert [slot.plan_indicator.code for slot in taken.indicators] == ["IND.01.OEI.01"]
    assert "Take objectives of plans" not in staff.get(at).text, "there is no other"
    here = f"/p/moq/objectives/{taken.item.code}"
    with transaction():
        found.state = "in_force"
    back = app.test_client().get("/p/moq/plans/pei-2023-2025/o/OEI.01").text
    assert here in back, "the objective of the plan leads back to where its votes are told"
    (noted,) = db.session.scalars(select(Journal).where(Journal.verb == "measure objective"))
    assert noted.detail["indicator"] == "IND.01.OEI.01"
    assert staff.post(f"{at}/objectives", data=fields | {"aim": "999"}).status_code == 404


def test_several_are_taken_at_once_and_of_a_plan_still_being_written_only_where_somebody_says_so(
    app, room
):
    staff, at = administrator(app), "/f/moq/scorecard"
    parts = [
        indicator("IND.01.OEI.01", "OEI.01", name="Carga"),
        indicator("IND.01.OEI.02", "OEI.02", name="Pesca"),
    ]
    aims = [{"code": "OEI.01"}, {"code": "OEI.02"}]
    same = {"name": "Plan del puerto", "objectives": aims}
    first = make_plan(room.process, plan(*parts, code="PEI-2023-2025", **same))
    second = make_plan(room.process, plan(*parts, code="PEI-2026-2028", **same))
    with transaction():
        scorecards.ensure(room.process)
        first.state, second.state = "registered", "drafting"
    page = staff.get(at).text
    assert (
        "Plan del puerto · PEI-2023-2025 · 2023–2025" in page
        and "Plan del puerto · PEI-2026-2028" in page
    )
    aims = [str(each.id) for own in (first, second) for each in own.objectives]
    fields = {"taking": "1", "aim": aims, "perspective": "results", "sent_from": at}
    asked = staff.post(f"{at}/objectives", data=fields)
    assert asked.status_code == 422 and "PEI-2026-2028 is still being written" in asked.text
    assert db.session.scalars(select(Objective)).all() == []
    assert (
        staff.post(f"{at}/objectives", data=fields | {"unfinished": str(second.id)}).status_code
        == 303
    )
    taken = {each.reference for each in db.session.scalars(select(Objective))}
    assert taken == {
        f"Plan del puerto ({own.code}), {each.code}" for own in (first, second) for each in own.objectives
    } and len(taken) == 4  # fmt: skip
    later = of_plans.taken(room.process)[second.objectives[0].id]
    with transaction():
        later.indicators.append(IndicatorSlot(position=2, plan_indicator=first.indicators[0]))
    assert of_plans.taken(room.process)[second.objectives[0].id] is later, (
        "it stays taken from where it says, also where an indicator of another plan measures it, too"
    )
    with transaction():
        first.name = "Otro nombre"
    assert of_plans.offered(room.process) == [], (
        "what was taken is taken, however its plan is called now"
    )


def test_an_entered_objective_is_one_of_the_board_and_can_be_put_to_the_vote(room):
    entered = enter(room)
    assert entered.item in items.active(room.process, "objective")
