"""A workshop evaluates a plan: what it proposes is what it published, and what was decided stays beside what was measured."""

from datetime import date
from decimal import Decimal

import pytest
from builders import NOON, Room, cast, close, gather, make_room, make_user
from flask_babel import force_locale
from planned import TODAY, make_plan
from sqlalchemy import select

from reports.plans.plan_report import Told
from smd_workshop.board import item_codes, items
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Commitment, Item
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reports.assessing import assessed
from smd_workshop.plans.reports.report_contents import contents
from smd_workshop.plans.reviews import decisions, proposals, reviewing
from smd_workshop.plans.reviews.decisions import Answer
from smd_workshop.rounds import drafting, opening, option_sources

pytestmark = pytest.mark.acts

HALF = period_of("2023-S2")


def begin(found, actions=("AEI.01.01", "AEI.01.02"), year=2023, **asked):
    """A workshop that evaluates a plan. Committed."""
    with transaction():
        return reviewing.begin(
            found, reviewing.Asked("Evaluación", asked.get("period", HALF), actions, year), NOON,
            None, TODAY,
        )  # fmt: skip


def answered(room, review, subject, answer, publish=True):
    """Open the draft about a subject that is voted on, let everybody answer the same, close it."""
    round_ = next(
        r for r in review.workshop.rounds
        if r.subject == subject and r.step == "vote" and r.state == "draft"
    )  # fmt: skip
    with transaction():
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, {option.code: answer for option in round_.options})
    close(round_, publish=publish)
    return round_


def decide(review, proposal, answer):
    with transaction():
        return decisions.decide(review, proposal.round.id, proposal.code, answer, NOON, None)


@pytest.fixture
def room(app):
    return make_room()


@pytest.fixture
def plan(room):
    return make_plan(room.process)


@pytest.fixture
def review(plan):
    return begin(plan)


def test_the_agenda_asks_of_each_chosen_action_and_of_the_targets_of_its_indicators(plan, review):
    asked = {r.subject: [o.wording for o in r.options] for r in review.workshop.rounds if r.options}
    assert [r.subject for r in review.workshop.rounds] == [
        "action", "obstacle", "target", "commitment", "commitment", "commitment",
    ]  # fmt: skip
    assert [words[:9] for words in asked["action"]] == ["AEI.01.01", "AEI.01.02"]
    assert asked["action"] == asked["obstacle"]
    first, second = asked["target"]
    target, value = (
        values.targets(plan.indicators[0])[2023], values.by_year(plan.indicators[0])[2023],
    )  # fmt: skip
    assert str(target) in first and f"{value}" in first and "(2023)" in first
    assert "último valor N/D" in second, "nobody measured it, which the ballot says"


def test_what_is_asked_can_be_answered_on_a_phone_or_is_refused(plan):
    for wrong in (
        {"actions": ()}, {"actions": ("AEI.09.09",)}, {"year": 2031},
        {"period": period_of("2024-S2")},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            begin(plan, **wrong)
    assert reviewing.of_plan(plan) == []


def test_an_unpublished_round_proposes_nothing(room, plan, review):
    answered(room, review, "action", 8, publish=False)
    assert proposals.published_of(plan) == []


def test_a_rating_is_proposed_with_its_class_and_the_share_behind_it(room, plan, review):
    answered(room, review, "action", 8)
    answered(room, review, "obstacle", 2)
    (shown,) = proposals.of_plan(plan)
    said = {s: [(p.verdict, p.agree) for p in own] for s, own in shown.proposals.items()}
    assert said == {"action": [("in", 1.0)] * 2, "obstacle": [("out", 0.0)] * 2}
    assert shown.waiting == 4


def test_an_accepted_target_is_a_new_version_with_its_cause_and_the_old_one_stays(
    room, plan, review
):
    answered(room, review, "target", 72.5)
    first = proposals.of_plan(plan)[0].proposals["target"][0]
    before = values.targets(plan.indicators[0])[2023]
    assert first.value == Decimal("72.5") != before
    made = decide(review, first, Answer(accepted=True))
    row = plans.find(plan.process, "pei-2023-2025").indicators[0]
    assert values.targets(row)[2023] == Decimal("72.5")
    newest, *_, oldest = [each for each in row.targets if each.year == 2023][::-1]
    assert (newest.decision_id, oldest.value, oldest.decision_id) == (made.id, before, None)
    assert proposals.of_plan(plan)[0].proposals["target"][0].decision is made


def test_a_whole_target_is_taken_over_without_decimals_that_nobody_gave(room, plan, review):
    answered(room, review, "target", 60)
    first = proposals.of_plan(plan)[0].proposals["target"][0]
    decide(review, first, Answer(accepted=True))
    assert str(values.targets(plan.indicators[0])[2023]) == "60"


def test_a_second_workshop_offers_nothing_that_the_first_asks(room, plan, review):
    with transaction():
        asked = reviewing.Asked("Otra", HALF, ("AEI.01.01",), 2024)
        other = reviewing.begin(plan, asked, NOON, None, TODAY)
    for round_ in other.workshop.rounds:
        own = [option.code for option in round_.options]
        assert [code for _, code, _, _ in option_sources.from_items(round_)] == own


def test_a_second_workshop_does_not_vote_again_on_the_commitments_of_the_first(room, plan, review):
    def written(of, text):
        gathered = gather(
            Room(room.process, of.workshop, room.cards), [(0, text, "")], "commitment"
        )
        with transaction():
            (item,) = (i for i in items.active(room.process, "commitment") if i.wording == text)
            item_codes.assign_code(
                item, item_codes.next_code(room.process, "commitment"), NOON, None
            )
            return gathered, item.code

    _gathered, first = written(review, "Limpiar el canal")
    answered(room, review, "commitment", "yes")
    with transaction():
        other = begin_another(plan)
    _gathered, second = written(other, "Abrir el pozo")
    offered = {}
    for of in (review, other):
        of_votes = next(
            r for r in of.workshop.rounds if r.subject == "commitment" and r.step == "vote"
        )
        offered[of.id] = {code for _, code, _, _ in option_sources.from_items(of_votes)}
    assert offered == {review.id: {first}, other.id: {second}}
    votes = next(r for r in other.workshop.rounds if r.subject == "commitment" and r.step == "vote")
    assert [code for _, code, _, _ in option_sources.pending(votes)] == [second]


def begin_another(plan):
    asked = reviewing.Asked("Otra", HALF, ("AEI.01.01",), 2024)
    return reviewing.begin(plan, asked, NOON, None, TODAY)


def test_where_all_say_that_they_do_not_know_nobody_gave_a_number(room, plan, review, client):
    answered(room, review, "action", "ns")
    found = proposals.of_plan(plan)[0].proposals["action"]
    assert [(each.sparse, each.open) for each in found] == [(True, False)] * 2
    with pytest.raises(WrongState):
        decide(review, found[0], Answer(accepted=True))
    page = client.get("/p/moq/plans/pei-2023-2025/reviews", headers={"Accept-Language": "en"}).text
    assert page.count("few or nobody gave a number") == 2
    assert "no agreement either way" not in page


def test_what_is_refused_changes_nothing_and_needs_a_reason(room, plan, review):
    answered(room, review, "target", 72.5)
    first, second = proposals.of_plan(plan)[0].proposals["target"]
    for no_reason in (Answer(accepted=False), Answer(accepted=False, reason="  ")):
        with pytest.raises(Invalid):
            decide(review, first, no_reason)
    before = values.targets(plan.indicators[0])
    made = decide(review, first, Answer(accepted=False, reason="El presupuesto ya se aprobó"))
    assert (made.accepted, values.targets(plan.indicators[0])) == (False, before)
    with pytest.raises(WrongState):
        decide(review, first, Answer(accepted=True))
    assert proposals.of_plan(plan)[0].waiting == 1, second.code


def test_too_few_answers_leave_no_number_to_take_over(room, plan, review):
    round_ = next(each for each in review.workshop.rounds if each.subject == "target")
    with transaction():
        opening.open_round(round_, NOON, None)
    first, second = (option.code for option in round_.options)
    for place, card in enumerate(room.cards):
        cast(card, round_, {second: 60} | ({first: 50} if place < 2 else {}))
    close(round_, publish=True)
    few, enough = proposals.of_plan(plan)[0].proposals["target"]
    assert [(each.value, each.open) for each in (few, enough)] == [(None, False), (60, True)]
    with pytest.raises(WrongState):
        decide(review, few, Answer(accepted=True))


def test_what_nobody_answered_proposes_nothing_and_without_quorum_it_is_provisional(
    room, plan, review, client
):
    for subject, cards in (("obstacle", []), ("action", room.cards[:4]), ("target", room.cards)):
        round_ = next(each for each in review.workshop.rounds if each.subject == subject)
        with transaction():
            opening.open_round(round_, NOON, None)
        for card in cards:
            cast(card, round_, {option.code: 8 for option in round_.options})
        close(round_, publish=True)
    found = proposals.of_plan(plan)[0].proposals
    said = {subject: [each.provisional for each in own] for subject, own in found.items()}
    assert said == {"action": [True, True], "target": [False, False]}
    page = client.get("/p/moq/plans/pei-2023-2025/reviews", headers={"Accept-Language": "en"})
    assert page.text.count("Provisional.") == 2


def test_a_target_of_a_round_without_quorum_says_so_in_every_report(room, plan, review):
    asked = next(each for each in review.workshop.rounds if each.subject == "target")
    with transaction():
        opening.open_round(asked, NOON, None)
    for card in room.cards[:6]:
        cast(card, asked, {option.code: 72 for option in asked.options})
    close(asked, publish=True)
    proposal = proposals.of_plan(plan)[0].proposals["target"][0]
    assert proposal.provisional and proposal.value == 72
    decide(review, proposal, Answer(accepted=True))
    with force_locale("en"):
        told = Told(contents(assessed(plan, period_of("2023")), TODAY, edition=1), str)
    assert told.figure("IND.01.AEI.01.01.target") == "72 (provisional)"
    assert told.figure("IND.01.AEI.01.01.baseline") == "n/a"


def test_of_what_is_asked_again_the_latest_counts_and_what_was_decided_stays(room, plan, review):
    first = answered(room, review, "target", 60)
    one, _two = proposals.of_plan(plan)[0].proposals["target"]
    decide(review, one, Answer(accepted=True))
    with transaction():
        drafting.copy(first, NOON, None)
    again = answered(room, review, "target", 65)
    said = [
        (p.round.id, p.value, p.decision is not None)
        for p in proposals.of_plan(plan)[0].proposals["target"]
    ]
    assert said == [(first.id, 60, True), (again.id, 65, False), (again.id, 65, False)]


def test_an_accepted_commitment_names_who_does_it_by_when_and_follows_from_its_agreement(
    room, plan, review
):
    gather(
        Room(room.process, review.workshop, room.cards), [(0, "Limpiar el canal", "")], "commitment"
    )
    with transaction():
        (item,) = items.active(room.process, "commitment")
        item_codes.assign_code(item, "C1", NOON, None)
        vote = (
            review.workshop.rounds[-1]
            if review.workshop.rounds[-1].step == "vote"
            else next(
                r for r in review.workshop.rounds if r.subject == "commitment" and r.step == "vote"
            )
        )
        option_sources.choose(vote, {"C1"})
    answered(room, review, "commitment", "yes")
    (proposal,) = proposals.of_plan(plan)[0].proposals["commitment"]
    assert proposal.votes == (16, 16)
    with pytest.raises(Invalid):
        decide(review, proposal, Answer(accepted=True, owner="Junta de riego"))
    decide(review, proposal, Answer(accepted=True, owner="Junta de riego", due=date(2024, 6, 30)))
    made = db.session.scalars(select(Commitment)).one()
    assert (made.text, made.owner, made.due) == (
        "Limpiar el canal",
        "Junta de riego",
        date(2024, 6, 30),
    )
    assert made.agreement_id is not None


def test_a_commitment_that_is_not_ratified_when_it_is_asked_again_is_proposed_no_more(
    room, plan, review
):
    gather(
        Room(room.process, review.workshop, room.cards), [(0, "Limpiar el canal", "")], "commitment"
    )
    vote = next(r for r in review.workshop.rounds if r.subject == "commitment" and r.step == "vote")
    with transaction():
        (item,) = items.active(room.process, "commitment")
        item_codes.assign_code(item, "C1", NOON, None)
        option_sources.choose(vote, {"C1"})
    answered(room, review, "commitment", "yes")
    (adopted,) = proposals.of_plan(plan)[0].proposals["commitment"]
    with transaction():
        drafting.copy(vote, NOON, None)
    answered(room, review, "commitment", "no")
    assert proposals.of_plan(plan)[0].proposals == {}
    with pytest.raises(NotFound):
        decide(review, adopted, Answer(accepted=True, owner="Junta", due=date(2024, 6, 30)))


def test_a_plan_takes_no_proposal_of_the_workshop_of_another(room, plan, review):
    other = make_plan(make_room(code="otro").process)
    with pytest.raises(NotFound):
        reviewing.find(other, review.id)
    answered(room, review, "action", 8)
    with pytest.raises(NotFound), transaction():
        decisions.decide(review, 10**6, "AE1", Answer(accepted=True), NOON, None)


def test_the_public_reads_both_beside_what_was_measured_and_each_leads_to_the_other(
    room, plan, review, client
):
    target = answered(room, review, "target", 72.5)
    answered(room, review, "action", 8)
    first = proposals.of_plan(plan)[0].proposals["target"][0]
    decide(review, first, Answer(accepted=True, reason="Se midió mejor"))
    here = "/p/moq/plans/pei-2023-2025"
    page = client.get(f"{here}/reviews", headers={"Accept-Language": "en"}).text
    vote = f"/p/moq/r/{review.workshop.code}/{target.number}/"
    assert "it has come far" in page and "Measured:" in page and "Se midió mejor" in page
    assert vote in page and f"{here}/reviews" in client.get(vote).text
    indicator = client.get(f"{here}/i/{plan.indicators[0].code}").text
    assert "72.5" in indicator and "<del>" in indicator and vote in indicator
    assert f"{here}/reviews" in client.get(f"{here}/").text
    with transaction():
        plans.change(plan, NOON, None, state="drafting")
    assert client.get(f"{here}/reviews").status_code == 404
    assert "/reviews" not in client.get(vote).text, (
        "a plan that is being written is nobody's to read"
    )


def test_staff_begin_it_decide_and_get_back_what_they_typed_where_it_is_refused(room, plan, client):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    here = "/f/moq/plans/pei-2023-2025/reviews"
    form = {
        "name": "Evaluación de mitad de año",
        "period": "2023-S2",
        "year": "2023",
        "actions": ["AEI.01.01"],
    }
    refused = client.post(here, data=form | {"actions": []})
    assert refused.status_code == 422 and "Evaluación de mitad de año" in refused.text
    begun = client.post(here, data=form)
    assert begun.status_code == 303 and client.get(begun.location).status_code == 200
    (review,) = reviewing.of_plan(plan)
    answered(room, review, "target", 72.5)
    code = db.session.scalars(select(Item.code).where(Item.kind == "target")).one()
    vote = next(r for r in review.workshop.rounds if r.subject == "target")
    choice = {"round": str(vote.id), "code": code}
    no_reason = client.post(
        f"{here}/{review.id}/decide", data=choice | {"act": "refuse", "owner": ""}
    )
    assert no_reason.status_code == 422
    assert (
        f"{here}"
        in client.get("/f/moq/plans/pei-2023-2025/")
        .text.partition('id="waiting"')[2]
        .partition("</section>")[0]
    )
    done = client.post(
        f"{here}/{review.id}/decide", data=choice | {"act": "refuse", "reason": "Ya se aprobó"}
    )
    assert done.status_code == 303 and "Ya se aprobó" in client.get(here).text


def test_in_a_process_that_is_not_public_staff_read_the_vote_that_is_proposed(
    room, plan, review, client
):
    vote = answered(room, review, "target", 72.5)
    decide(review, proposals.of_plan(plan)[0].proposals["target"][0], Answer(accepted=True))
    with transaction():
        room.process.public = False
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    there = f"/f/moq/w/{review.workshop.code}/rounds/{vote.number}/result"
    assert client.get(there).status_code == 200
    for page in ("reviews", f"i/{plan.indicators[0].code}"):
        text = client.get(f"/f/moq/plans/pei-2023-2025/{page}").text
        assert there in text and "/p/moq/r/" not in text


def test_a_draft_of_such_a_workshop_can_be_edited_and_stays_about_its_plan(room, review, client):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    there = f"/f/moq/w/{review.workshop.code}/rounds/1/edit"
    assert 'value="action"' in client.get(there).text
    form = {
        "title": "Avance", "question": "¿Cuánto?", "subject": "action", "secrecy": "secret",
        "visibility": "publication", "electorate": [s.code for s in room.process.sectors],
    }  # fmt: skip
    assert client.post(there, data=form).status_code == 303
    changed = review.workshop.rounds[0]
    assert (changed.subject, changed.title, len(changed.options)) == ("action", "Avance", 2)
