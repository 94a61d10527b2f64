"""A round that asks again: what moved is stored with its result, what is settled is not asked, the thread ends."""

from pathlib import Path

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user, seal
from sqlalchemy import func, select, text

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import db, forget_deleted, transaction
from smd_workshop.library.methods import METHODS
from smd_workshop.minutes.round_records import round_record
from smd_workshop.models import Ballot, Journal, Round, Series, Thread, User
from smd_workshop.models.base import Base
from smd_workshop.processes import protocols
from smd_workshop.rounds import closing, drafting, opening, option_sources, store
from smd_workshop.rounds.ballots import casting, papers
from smd_workshop.rounds.results import results
from smd_workshop.rounds.series import repeating, threads

pytestmark = pytest.mark.acts


def protocol(room, **rules):
    with transaction():
        protocols.change(room.process, rules, None, NOON)


def again(round_, *, keep=None):
    with transaction():
        twin = drafting.copy(round_, NOON, None)
        if keep:
            repeating.keep(twin, keep)
    return twin


def opened(twin):
    with transaction():
        opening.open_round(twin, NOON, None)
    return twin


def answered(room, round_, answers, *, leave=(), publish=False):
    """Each card gives the answer of its sector, or what `answers` says by seat."""
    for card in room.cards:
        seat, sector = card.seat.code, card.seat.actor.sector.code
        given = answers.get(seat, answers[sector])
        if seat not in leave:
            cast(card, round_, {o.code: given[o.code] for o in round_.options})
    close(round_, publish=publish)
    return round_


AGREED = {sector: {"F1": 8, "F2": 5} for sector in ("com", "soc", "emp")}
#: Half of a sector turned round about F2.
MOVED = AGREED | {f"COM{n}": {"F1": 8, "F2": 9} for n in range(1, 7)}


def facts(round_):
    return repeating.shown(db.session.get_one(Round, round_.id))


@pytest.mark.parametrize("secrecy", ["nominal", "secret"])
@pytest.mark.on_both
def test_what_moved_is_counted_over_the_same_people_and_settled_items_drop_out(app, secrecy):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room, secrecy=secrecy), AGREED)
    assert facts(first) is None
    second = answered(room, opened(again(first)), MOVED, leave={"EMP6"})
    found = facts(second)
    assert (found["way"], found["held"], found["advice"]) == ("people", 2, "unstable")
    assert (found["paired"], found["left"], found["joined"]) == (17, 1, 0)
    assert {code: item["label"] for code, item in found["items"].items()} == {
        "F1": "consensus", "F2": "unstable",
    }  # fmt: skip
    if secrecy == "nominal":
        assert found["items"]["F2"]["class_change"] == pytest.approx(6 / 17)
    else:  # with the shares of both rounds it would tell on which side the one who left had been
        assert "class_change" not in found["items"]["F2"]
    third = again(second)
    assert [o.code for o in third.options] == ["F2"]
    last = facts(answered(room, opened(third), MOVED))
    assert last["dropped"] == {"F1": "consensus"}
    assert (last["held"], last["advice"], last["joined"]) == (3, "most", 1)


def test_a_settled_item_is_asked_again_only_with_a_reason_that_the_result_prints(app):
    room = make_room((6, 6, 6))
    protocol(room, repeat_at_most=5)
    first = answered(room, make_round(room), AGREED)
    second = answered(room, opened(again(first)), MOVED)
    third = again(second)
    with transaction():
        option_sources.set_options(third, [(None, c, f"Factor {c}", "") for c in ("F1", "F2")])
    with pytest.raises(Invalid, match="F1 was settled"), transaction():
        opening.open_round(third, NOON, None)
    db.session.rollback()
    with transaction():
        repeating.keep(third, {"F1": "Llegó un estudio nuevo"})
    # Taken off and put back, it still knows why.
    with transaction():
        off = drafting.discard(third, NOON, None)
    with transaction():
        third = drafting.restore(room.workshop, off, NOON, None)
    found = facts(answered(room, opened(third), MOVED))
    assert found["kept"] == {"F1": "Llegó un estudio nuevo"}
    assert found["dropped"] == {}


def test_a_round_after_the_rule_said_stop_says_so(app):
    room = make_room((6, 6, 6))
    protocol(room, repeat_at_most=2)
    second = answered(room, opened(again(answered(room, make_round(room), AGREED))), MOVED)
    assert facts(second)["advice"] == "most"
    third = again(second)
    assert repeating.asked_beyond(third)
    assert facts(answered(room, opened(third), MOVED))["beyond"] is True


def test_rounds_that_asked_other_sectors_are_not_compared_and_the_count_stands(app):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED)
    twin = again(first)
    with transaction():
        drafting.edit(twin, NOON, None, electorate=["com", "soc"])
    opened(twin)
    for card in [*room.cards_of("com"), *room.cards_of("soc")]:
        cast(card, twin, {"F1": 8, "F2": 5})
    close(twin)
    assert facts(twin)["refused"]
    assert db.session.get_one(Round, twin.id).state == "closed"


def test_a_protocol_that_was_fixed_before_the_rule_promises_and_pairs_nothing(app):
    room = make_room((6, 6, 6))
    with transaction():
        old = {k: v for k, v in room.process.protocol.items() if k not in protocols.SINCE_REPEATING}
        room.process.protocol = old
        room.process.protocol_frozen_at = NOON
    first = answered(room, make_round(room), AGREED)
    assert not threads.lasts(first)
    found = facts(answered(room, opened(again(first)), MOVED))
    assert (found["way"], found["rule"], found["advice"]) == ("distributions", None, None)
    assert not protocols.SINCE_REPEATING & protocols.published(room.process).keys()


def test_a_strict_process_keeps_no_thread_and_says_the_least_that_changed(app):
    room = make_room((6, 6, 6))
    protocol(room, no_thread=True)
    first = answered(room, make_round(room), AGREED)
    assert many(Series) == many(Thread) == 0
    found = facts(answered(room, opened(again(first)), MOVED))
    assert (found["way"], found["items"]["F2"]["label"]) == ("distributions", "unstable")


def many(table):
    return db.session.scalar(select(func.count()).select_from(table))


def database():
    """Every value of every table, as text."""
    db.session.rollback()
    return " ".join(
        str(row)
        for table in sorted(Base.metadata.tables)
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')).all()
    )


def content():
    file = Path(str(db.engine.url.database))
    db.session.rollback()
    return b"".join(part.read_bytes() for part in file.parent.glob(file.name + "*"))


ENDS = {
    "the rule says stop": lambda room, round_: answered(room, opened(again(round_)), AGREED),
    "the acta is sealed": lambda room, _round: seal(room),
    "the round is annulled": lambda _room, round_: annul(round_),
}


def annul(round_):
    with transaction():
        closing.annul(db.session.get_one(Round, round_.id), "Se leyó mal", NOON, None)


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.on_both
def test_the_key_and_the_threads_are_gone_when_the_series_ends(app, how):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED, publish=how == "the acta is sealed")
    assert threads.lasts(first) and many(Thread) == 18
    key = db.session.scalars(select(Series.key)).one()
    names = db.session.scalars(select(Thread.name)).all()
    ENDS[how](room, first)
    assert forget_deleted()
    assert db.session.scalars(select(Series.key)).all() == [None]
    assert many(Thread) == 0
    after = database()
    assert str(key) not in after and not any(name in after for name in names)
    if db.engine.dialect.name == "sqlite":  # a server's files are not ours to read
        held = content()
        assert key not in held and not any(name.encode() in held for name in names)


def test_a_copy_from_within_a_series_leads_to_no_answer_without_the_secret_of_the_installation(
    app,
):
    """Who holds the tables of before and after, and knows every seat, finds neither names nor answers."""
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED)
    going = threads.series_of(first)
    rows = {row.name: row.sealed for row in db.session.scalars(select(Thread))}
    true = app.config["SECRET_KEY"]
    found = threads.pairs(first, first)
    assert len(found) == 18, "the attack is a real one: with the secret it succeeds"
    app.config["SECRET_KEY"] = "otro-secreto"
    try:
        assert not any(threads._name(going.key, c.seat.id) in rows for c in room.cards)
        assert not threads.pairs(first, first)
    finally:
        app.config["SECRET_KEY"] = true
    # With its quotation marks: two letters alone stand in a thousand random bytes now and then.
    assert not any(b'"F1"' in sealed for sealed in rows.values())
    assert {b.voter_key for b in db.session.scalars(select(Ballot))} == {None}


def test_only_the_latest_round_of_a_series_has_a_thread(app):
    room = make_room((6, 6, 6))
    protocol(room, repeat_at_most=5)
    first = answered(room, make_round(room), AGREED)
    second = answered(room, opened(again(first)), MOVED)
    assert set(db.session.scalars(select(Thread.round_id))) == {second.id}
    assert threads.series_of(first) is threads.series_of(second)


def on_paper(seat, round_):
    """A paper of a secret round, typed in for this seat."""
    make_user()
    by = casting.OnBehalf(seat.id, db.session.scalars(select(User.id)).one(), "paper", unnamed=True)
    ballot = casting.BallotSubmission(round_.id, {"F1": 1, "F2": 1}, {}, "papel")
    with transaction():
        papers.hand_out(round_, seat, NOON, by.user_id)
        casting.cast(by, ballot, NOON)


def test_papers_that_name_nobody_are_not_paired(app):
    room = make_room((6, 6, 6))
    first = make_round(room)
    with_paper, *others = room.cards
    on_paper(with_paper.seat, first)
    for card in others:
        cast(card, first, AGREED[card.seat.actor.sector.code])
    close(first)
    assert many(Thread) == 17
    found = facts(answered(room, opened(again(first)), AGREED))
    assert (found["paired"], found["unpaired"], found["left"]) == (17, 1, 0)


def test_a_vote_that_is_not_compared_by_people_keeps_no_thread(app):
    room = make_room((6, 6, 6))
    make_round(room, "ratify", ("O1",))
    assert many(Series) == 0


def test_nobody_is_shown_an_answer_of_a_series_again(app):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED, publish=True)
    twin = opened(again(first))
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    page = phone.get(f"/s/mesa-1/{twin.number}?lang=en").text
    assert "your answer:" not in page
    assert "only to count how many change their mind" in " ".join(page.split())


@pytest.mark.on_both
def test_staff_end_a_series_before_the_acta_does_and_nothing_is_paired_any_more(app):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED)
    assert db.session.query(Thread).count() == 18
    with transaction():
        threads.end_by_hand(first, NOON, None)
    assert db.session.query(Thread).count() == 0
    assert db.session.scalars(select(Series)).one().key is None
    assert db.session.query(Journal).filter_by(verb="end series", round_id=first.id).count() == 1
    with pytest.raises(WrongState, match="Nothing leads"), transaction():
        threads.end_by_hand(first, NOON, None)
    assert facts(answered(room, opened(again(first)), MOVED))["way"] == "distributions"


def test_a_series_does_not_end_while_a_round_of_it_is_open(app):
    room = make_room((6, 6, 6))
    first = answered(room, make_round(room), AGREED)
    opened(again(first))
    with pytest.raises(WrongState, match="Round 2"), transaction():
        threads.end_by_hand(first, NOON, None)
    assert threads.lasts(first)


def test_nothing_is_settled_before_the_question_was_asked_as_often_as_the_protocol_wants(app):
    room = make_room((6, 6, 6))
    protocol(room, repeat_at_least=3, repeat_at_most=4)
    first = answered(room, make_round(room), AGREED)
    second = answered(room, opened(again(first)), AGREED)
    assert facts(second)["advice"] == "least"
    assert {o.code for o in again(second).options} == {"F1", "F2"}


def test_what_comes_of_a_series_is_what_was_said_of_each_option_the_last_time_it_was_asked(app):
    """F1 and F3 are settled in the second round; whoever reads the third alone would lose them."""
    room = make_room((6, 6, 6))
    codes = ("F1", "F2", "F3", "F4")
    answers = {s: {"F1": 8, "F2": 5, "F3": 8, "F4": 8} for s in ("com", "soc", "emp")}
    moved = answers | {f"COM{n}": answers["com"] | {"F2": 9, "F4": 2} for n in range(1, 7)}
    first = answered(room, make_round(room, options=codes), answers, publish=True)
    assert results.view(first).asked_again is None
    second = answered(room, opened(again(first)), moved, publish=True)
    third = again(second)
    assert [o.code for o in third.options] == ["F2", "F4"]
    answered(room, opened(third), {who: {"F2": 8, "F4": 8} for who in answers}, publish=True)
    offer = METHODS["rating"].following.offers[0]
    assert option_sources._codes(third, offer) == {"F1", "F2", "F3", "F4"}
    assert option_sources._codes(second, offer) == {"F1", "F3"}
    told = results.view(db.session.get_one(Round, first.id)).asked_again
    assert (told["asked"], told["options"], told["classes"]) == (3, 4, {"in": 4})
    assert (told["last"]["number"], told["last"]["here"]) == (third.number, False)
    assert [(each["number"], each["codes"]) for each in told["earlier"]] == [(2, ["F1", "F3"])]
    told = round_record(db.session.get_one(Round, third.id))["series"]
    assert told["last"]["here"] and told["classes"] == {"in": 4}
    close(opened(again(third)), publish=True)
    told = results.view(db.session.get_one(Round, first.id)).asked_again
    assert (told["asked"], told["undecided"], told["last"]["number"]) == (4, True, third.number)
    assert told["classes"] == {"in": 4}, "where nobody answered, nothing is taken back"


def test_a_series_is_a_line_and_a_stored_second_branch_says_which_round_was_the_last(
    app, monkeypatch
):
    room = make_room((2, 1))
    first = make_round(room)
    close(first, publish=True)
    early = again(first)
    for round_ in (first, early):
        with pytest.raises(WrongState, match="Round 2 of «Mesa 1» asks this question again"):
            again(round_)
    with transaction():  # another draft about it, as one that took its options from there
        late = drafting.add(room.workshop, NOON, method_id="rating", title="F", question="F?")
        option_sources.set_options(late, [(None, "F1", "Factor F1", "")])
        late.previous_id = first.id
    said = {sector: {"F1": 8, "F2": 8} for sector in ("com", "soc")}
    answered(room, opened(early), said, publish=True)
    with pytest.raises(WrongState, match="Round 2"):
        opened(late)
    monkeypatch.setattr(store, "refuse_second", lambda *_: None)  # as it was stored before
    answered(room, opened(late), said, publish=True)
    told = [results.view(db.session.get_one(Round, r.id)).asked_again for r in (first, early, late)]
    assert [(t["asked"], t["last"]["number"], t["last"]["here"]) for t in told] == [
        (3, 3, False), (3, 3, False), (3, 3, True),
    ]  # fmt: skip
    assert [[each["number"] for each in t["beside"]] for t in told] == [[], [3], [2]]
