"""Who votes again says the last word: what the latest vote did not adopt is not called agreed anywhere."""

import pytest
from builders import NOON, cast, close, make_notes, make_room, make_round, seal
from staff import administrator

from smd_workshop.board import item_codes
from smd_workshop.database import transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.publishing import entering, portal_queries, publication, scorecards, story
from smd_workshop.rounds import drafting, option_sources, store, workshops
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.series import series
from smd_workshop.strategy.scorecards import editions, statements

pytestmark = pytest.mark.acts

AGAINST = "La votación más reciente no lo adoptó"


@pytest.fixture
def room(app):
    return make_room((6, 6, 6))


def one_objective(room, kind="objective", code="OE1"):
    [found] = make_notes(room, [(0, "Agua para todos", "")], kind=kind)
    with transaction():
        item_codes.assign_code(found, code, NOON, None)
    return found


def ratify(room, item, answer, *, publish=True, **fields):
    round_ = make_round(room, "ratify", items=[item], subject=item.kind, **fields)
    for card in room.cards:
        cast(card, round_, {item.code: answer})
    close(round_, publish=publish)
    return round_


def twice(room, first="yes", second="no", **fields):
    item = one_objective(room, **fields)
    one = ratify(room, item, first)
    return item, one, ratify(room, item, second, previous_id=one.id)


def publish(round_):
    with transaction():
        publication.publish(round_, NOON, None)


def test_what_was_voted_and_not_adopted_is_told_with_its_figures_and_who_abstained(app, room):
    """Of three sectors one has five abstentions and one no: it is not all of it that is against."""
    item = one_objective(room)
    round_ = make_round(room, "ratify", items=[item], subject=item.kind)
    said = dict.fromkeys((card.seat.code for card in room.cards_of("emp")), "abstain")
    said[room.cards_of("emp")[0].seat.code] = "no"
    for card in room.cards:
        cast(card, round_, {item.code: said.get(card.seat.code, "yes")})
    close(round_, publish=True)
    [told] = story.tell(room.process).refused
    assert (told.option.code, told.outcome.key) == ("OE1", "contested")
    assert told.against == (app_name(room, "emp"),)
    client = app.test_client()
    home = client.get("/p/moq/?lang=en").text
    assert (
        "Put to the vote and not adopted" in home
        and f"/p/moq/r/mesa-1/{round_.number}/#OE1" in home
    )
    assert "in favour; needed: two thirds" in home
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    assert "1 of 1 (5 took no side)" in page and "1 of 1 (all)" not in page
    assert "0/1" in page and "<small>+5</small>" in page
    assert "0 of 1 (5 took no side); the others" in page
    assert "two more took no side" in page and "a majority against" in home
    with transaction():
        kept = contents(actas.begin(room.workshop))
    assert kept["not_adopted"] == [{"code": "OE1", "wording": item.wording, "round": round_.number}]
    assert kept["rounds"][-1]["dissent"][0]["sectors"][0]["aside"] == 5
    ratify(room, item, "yes", previous_id=round_.id)
    assert story.tell(room.process).refused == ()


def test_table_and_sentence_count_who_abstained_alike_and_a_sector_that_did_is_not_against(
    app, room
):
    """One sector abstains, one is tied, of one the only no has four abstentions and a blank beside it."""
    items = [one_objective(room), one_objective(room, code="OE2")]
    round_ = make_round(room, "ratify", items=items, subject="objective")
    said = {"com": ["abstain"] * 6, "soc": ["yes", "no"] * 3, "emp": ["no", *["abstain"] * 4, None]}
    for card in room.cards:
        answer = said[card.seat.actor.sector.code].pop(0)
        cast(card, round_, {"OE2": "yes"} | ({"OE1": answer} if answer else {}))
    close(round_, publish=True)
    [told] = story.tell(room.process).refused
    com, soc, emp = (app_name(room, code) for code in ("com", "soc", "emp"))
    assert (told.against, told.tied, told.silent) == ((emp,), (soc,), (com,))
    page = app.test_client().get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    assert "<small>+4</small>" in page and "1 of 1 (4 took no side)" in page
    home = app.test_client().get("/p/moq/?lang=en").text
    assert f"tied: {soc}" in home and f"nobody said yes or no: {com}" in home


def test_where_sectors_are_hidden_none_is_named_alone_as_against(app):
    """Two small sectors were against as well: naming the large one alone would read as if they had agreed."""
    room = make_room((6, 5, 2))
    ratify(room, one_objective(room), "no")
    [told] = story.tell(room.process).refused
    assert (told.outcome.key, told.against) == ("rejected", ())


def app_name(room, code):
    return next(sector.name for sector in room.process.sectors if sector.code == code)


def test_another_workshop_does_not_propose_what_a_sealed_acta_adopted(app, room):
    item = one_objective(room)
    ratify(room, item, "yes")
    with transaction():
        later = workshops.create(room.process, "Segundo taller", NOON)
        draft = drafting.add(
            later, NOON, **store.asking("ratify"), title="x", question="?", subject=item.kind
        )
    assert option_sources.proposals(draft)[0].codes == {"OE1"}
    publish(room.workshop.rounds[0])
    seal(room)
    assert option_sources.proposals(draft)[0].codes == frozenset()
    page = (
        administrator(app).get(f"/f/moq/w/{later.code}/rounds/{draft.number}/options?lang=en").text
    )
    assert "adopted already in" in page and 'value="OE1" checked' not in page


def test_a_later_no_is_said_wherever_the_earlier_yes_was(app, room):
    _item, first, second = twice(room)
    [agreed] = portal_queries.agreed(room.process)
    assert (agreed.round, agreed.again.round, agreed.stands) == (first, second, False)
    client = app.test_client()
    page = client.get("/p/moq/").text
    assert AGAINST in page
    assert "✓</span> Acordado" not in page
    assert story.tell(room.process).agreed == 0
    page = client.get("/p/moq/objectives/OE1").text
    assert AGAINST in page
    assert f'/{second.number}/#OE1">' in page
    assert "Una votación anterior" in page
    assert "✓</span> Adoptado" not in page


def test_a_second_vote_without_a_quorum_does_not_count_instead_of_the_first(app, room):
    item = one_objective(room)
    one = ratify(room, item, "yes")
    two = make_round(room, "ratify", items=[item], subject=item.kind, previous_id=one.id)
    cast(room.cards[0], two, {item.code: "no"})
    close(two, publish=True)
    said = series.outcome(one).told(one)
    assert (said["asked"], said["undecided"], said["last"]["number"]) == (2, True, one.number)
    page = app.test_client().get(f"/p/moq/r/mesa-1/{two.number}/?lang=en").text
    assert "The last time decided nothing: the result of round 2 counts." in page
    assert story.tell(room.process).agreed == 1


@pytest.mark.parametrize(("second", "warned"), [("no", True), ("yes", False)])
def test_whoever_publishes_reads_before_which_agreements_fall(app, room, second, warned):
    item = one_objective(room)
    one = ratify(room, item, "yes")
    two = ratify(room, item, second, previous_id=one.id, publish=False)
    page = administrator(app).get(f"/f/moq/w/mesa-1/rounds/{two.number}/publish?lang=en").text
    assert ("1 agreement falls with this result" in page) is warned
    assert (f"adopted in round {one.number} of Mesa 1" in page) is warned
    assert not warned or "<strong>OE1</strong> Agua para todos" in page
    publish(two)
    assert ratifications.falling(two) == []


def test_the_earlier_vote_stays_in_the_scorecard_and_in_the_acta_as_what_it_was(app, room):
    twice(room)
    with transaction():
        acta = actas.begin(room.workshop)
    [text] = contents(acta)["agreements"]
    assert text.startswith("Se adopta OE1: Agua para todos. ")
    assert "la ronda 3" in text.lower()
    with transaction():
        edition = editions.publish(scorecards.of_process(room.process), NOON, None)
    [objective] = edition.document["objectives"]
    assert objective["not_adopted_in"]["round"] == 3
    assert objective["trace"]["again"]["number"] == 3
    assert AGAINST in app.test_client().get("/p/moq/scorecards/bsc/").text
    staff = administrator(app)
    for address in ("scorecard", "commitments", f"w/{room.workshop.code}/acta"):
        page = staff.get(f"/f/moq/{address}").text
        assert "The latest vote did not adopt it" in page or "no lo adoptó" in page, address
    [told] = app.test_client().get("/api/v1/processes/moq").json["objectives"]
    assert told["adopted"] is False


def test_a_later_yes_is_what_an_objective_rests_on(room):
    _item, _first, second = twice(room, "yes", "yes")
    [agreed] = portal_queries.agreed(room.process)
    assert (agreed.round, agreed.again, agreed.stands) == (second, None, True)
    assert agreed.objective.round_id == second.id


def test_a_no_that_was_asked_again_and_adopted_stands(room):
    twice(room, "no", "yes")
    [agreed] = portal_queries.agreed(room.process)
    assert agreed.stands


def test_a_yes_that_is_published_after_a_later_no_adopts_nothing(room):
    item = one_objective(room)
    first = ratify(room, item, "yes", publish=False)
    ratify(room, item, "no", previous_id=first.id)
    publish(first)
    assert portal_queries.agreed(room.process) == []
    with transaction():
        acta = actas.begin(room.workshop)
    assert contents(acta)["agreements"] == []


def test_a_yes_that_is_published_after_a_later_yes_leaves_the_objective_where_it_is(room):
    item = one_objective(room)
    first = ratify(room, item, "yes", publish=False)
    second = ratify(room, item, "yes", previous_id=first.id)
    publish(first)
    [agreed] = portal_queries.agreed(room.process)
    assert agreed.round == second


def test_an_objective_that_was_entered_does_not_hide_that_a_vote_was_against_it(app, room):
    with transaction():
        first = scorecards.ensure(room.process).perspectives[0]
        item = entering.enter(first, "Agua para todos", "Lo pide la ley", NOON, None).item
    ratify(room, item, "no")
    [agreed] = portal_queries.agreed(room.process)
    assert (agreed.round, agreed.stands) == (None, False)
    page = app.test_client().get("/p/moq/objectives/OE1").text
    assert AGAINST in page
    assert "Lo pide la ley" in page


def test_a_vision_that_a_later_vote_did_not_adopt_says_so_and_is_none_to_choose(app, room):
    item = one_objective(room, kind="statement", code="V1")
    first = ratify(room, item, "yes")
    with transaction():
        card = scorecards.ensure(room.process)
        [agreement] = statements.candidates(room.process)
        statements.take(card, statements.VISION, agreement, NOON, None)
        editions_of = statements.latest(card, statements.VISION)
    assert editions_of.again is None
    second = ratify(room, item, "no", previous_id=first.id)
    assert statements.latest(card, statements.VISION).again.round == second
    assert statements.candidates(room.process) == []


def test_a_later_vote_without_its_quorum_decides_nothing(app, room):
    item = one_objective(room)
    one = ratify(room, item, "yes")
    again = make_round(room, "ratify", items=[item], subject="objective", previous_id=one.id)
    cast(room.cards[0], again, {item.code: "no"})
    close(again, publish=True)
    [agreed] = portal_queries.agreed(room.process)
    assert (agreed.round, agreed.again, agreed.stands) == (one, None, True)
    assert AGAINST not in app.test_client().get("/p/moq/objectives/OE1").text
