"""What a thief of the database, or a reader of a result, could learn about one seat."""

import json
from copy import deepcopy
from itertools import product

import pytest
from builders import NOON, Room, cast, close, make_room, make_round
from depth import some_of
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from smd_workshop.database import db, transaction
from smd_workshop.library.recount import tally
from smd_workshop.models import Ballot, Item, Reason, Result
from smd_workshop.publishing import published_figures
from smd_workshop.rounds import closing, workshops
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.acts


@pytest.mark.on_both
def test_an_annulled_secret_round_leads_to_no_seat_either(app):
    """A row that stayed in its place would name its seat: on PostgreSQL by its transaction."""
    room = make_room((2, 5, 5))
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 2, "F2": 9}, {"F1": f"porque {card.seat.code}"})
    before = set(db.session.scalars(select(Ballot.id)))
    with transaction():
        closing.annul(round_, "Se leyó mal la pregunta", NOON, None)
    kept = db.session.scalars(select(Ballot)).all()
    assert len(kept) == len(room.cards)
    assert not before & {b.id for b in kept}
    assert {(b.voter_key, b.seat_id, b.reasons) for b in kept} == {(None, None, "{}")}
    said = db.session.scalars(select(Reason)).all()
    assert len(said) == len(room.cards)
    assert {r.sector_id for r in said} == {None}


@pytest.mark.on_both
def test_an_annulled_nominal_round_keeps_its_names(app):
    round_ = make_round(room := make_room(), secrecy="nominal")
    cast(room.cards[0], round_, {"F1": 2, "F2": 9})
    with transaction():
        closing.annul(round_, "Se leyó mal la pregunta", NOON, None)
    assert db.session.scalars(select(Ballot.seat_id)).one() == room.cards[0].seat.id


@pytest.mark.on_both
def test_who_alone_answered_an_objective_is_not_read_from_its_part(app):
    """Sectors large enough in the round may be one person in a part of it."""
    room = make_room((5, 5, 5, 5), [(c, c.upper()) for c in ("com", "soc", "emp", "gob")])
    round_ = make_round(room, "ratify", ("OE1", "OE2"))
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    alone = room.cards_of("com")[0]
    cast(alone, round_, {"OE1": "yes", "OE2": "no"}, {"OE2": "no conviene"}, key="second")
    close(round_, publish=True)
    shown = {r.part: r.shown for r in db.session.scalars(select(Result))}
    assert shown["OE1"]["sectors"]["com"]["yes"] == 5
    row = shown["OE2"]["sectors"]["com"]
    assert (row["yes"], row["no"]) == (None, None)
    assert results.view(round_).parts[1].data is None
    assert db.session.scalars(select(Reason)).one().sector_id is None


BLANK_OR_NOT = ({"OE1": "yes"}, {"OE1": "yes", "OE2": "yes"}, {"OE1": "yes", "OE2": "abstain"})


def lone_seat(answer, others, code):
    """What is published of OE2 where the only seat of its sector answered so, as far as it is figures."""
    room = make_room((1, 6, 7), FOUR[:3], code=code)
    round_ = make_round(room, "ratify", ("OE1", "OE2"))
    for card in room.cards:
        cast(card, round_, answer if card in room.cards_of("com") else others)
    close(round_, publish=True)
    rows = db.session.scalars(
        select(Result).where(Result.round_id == round_.id, Result.part == "OE2")
    )
    shown = deepcopy(rows.one().shown)
    shown.pop("input_sha256")
    return shown


def test_whether_a_lone_seat_left_an_objective_blank_is_told_by_the_decision_alone(app):
    """Without quorum one of the hidden sectors lacks it, and which one is not said."""
    for n, others in enumerate(({"OE1": "yes", "OE2": "yes"}, {"OE1": "yes", "OE2": "no"})):
        blank, yes, abstains = (
            lone_seat(answer, others, f"p{n}{m}") for m, answer in enumerate(BLANK_OR_NOT)
        )
        assert hidden_in(blank) == hidden_in(yes) == hidden_in(abstains) == {"com", "soc"}
        assert blank["seats"] == yes["seats"] and blank["seats"]["com"]["voted"] == 1
        assert blank["sectors"]["com"]["quorum"] is blank["sectors"]["soc"]["quorum"] is None
        assert blank["outcome"] == "no quorum" and "com" not in str(
            blank["why"] + blank["status"]["why"]
        )
        assert blank["sectors"]["emp"] == yes["sectors"]["emp"]
    rejected = lone_seat(BLANK_OR_NOT[1], {"OE1": "yes", "OE2": "no"}, "p9")
    assert rejected == abstains


def test_points_that_few_gave_to_a_group_are_not_shown(app):
    room = make_room((5, 5))
    round_ = make_round(room, "points", ("F1", "F2", "O1", "O2"))
    for card in room.cards:
        cast(card, round_, {"F1": 60, "F2": 40})
    alone = {"F1": 60, "F2": 40, "O1": 97, "O2": 3}
    cast(room.cards[0], round_, alone, key="second")
    close(round_, publish=True)
    view = results.view(round_)
    options = view.parts[0].document["options"]
    assert options["F1"]["weight"] == 0.6
    assert options["O1"]["weight"] is None
    assert view.parts[0].data is None


def test_the_digest_of_hidden_votes_cannot_be_found_by_trying_them_out(app):
    """With few hidden voters every possible count is tried in a second; one would fit the digest."""
    names = ("com", "soc", "emp", "gob")
    room = make_room((2, 2, 2, 6), [(c, c.upper()) for c in names])
    round_ = make_round(room, "ratify", ("OE1",))
    for card in room.cards:
        cast(card, round_, {"OE1": "no" if card.seat.code in {"COM1", "EMP2"} else "yes"})
    close(round_, publish=True)
    row = db.session.scalars(select(Result)).one()
    assert row.shown["sectors"]["com"]["yes"] is None
    published = json.dumps(row.shown) + row.input_sha256
    published += "".join(f.dataset_sha256 for f in published_figures.of_round(round_))
    tried = 0
    for yes in product(range(3), repeat=3):
        guess = deepcopy(row.tally)
        guess["ballots"] = [
            {"sector": sector, "count": many, "answer": answer}
            for sector, ayes, noes in (
                *zip(names, yes, (2 - y for y in yes), strict=False),
                ("gob", 6, 0),
            )
            for answer, many in (("no", noes), ("yes", ayes))
            if many
        ]
        tried += guess == row.tally
        assert tally.sha256(guess) not in published
    assert tried == 1, "the true votes must be among those tried"


@pytest.mark.on_both
def test_what_is_stored_to_be_shown_has_no_figure_that_checks_a_guess(app):
    room = make_room((6, 5, 2))
    round_ = make_round(room)
    for place, card in enumerate(room.cards):
        cast(card, round_, {"F1": 1 + place % 9, "F2": 9 - place % 9})
    close(round_, publish=True)
    row = db.session.scalars(select(Result)).one()
    assert row.shown["disclosure"]["suppressed"]
    for option in row.shown["options"].values():
        keys = ("median", "p30", "p70", "ipr", "ipras", "interval", "dont_know", "unseen")
        assert [option[key] for key in keys] == [None] * len(keys)


@pytest.mark.on_both
def test_an_error_that_is_logged_tells_no_answer(app):
    db.session.add(Ballot(round_id=1, sector_id=1, answer="lo que nadie debe leer"))
    with pytest.raises(IntegrityError) as failed:
        db.session.flush()
    db.session.rollback()
    assert "lo que nadie debe leer" not in str(failed.value)


def answered_by(room, cards, number):
    """A rating of the same factors by these cards, counted and published."""
    round_ = make_round(room, options=("F1", "F2"))
    for place, card in enumerate(cards):
        cast(card, round_, {"F1": 1 + (place + number) % 9, "F2": 9 - place % 9})
    close(round_, publish=True)
    return db.session.scalars(select(Result).where(Result.round_id == round_.id)).one().shown


def hidden_in(shown):
    return set(shown.get("disclosure", {}).get("suppressed", ()))


FOUR = [(c, c.upper()) for c in ("com", "soc", "emp", "gob")]


def test_one_person_more_in_a_repeated_round_does_not_uncover_a_sector(app):
    """The roll says who came later: the difference between the two results would be their answer."""
    room = make_room((5, 6, 7, 8), FOUR)
    late = room.cards_of("com")[0]
    first = answered_by(room, [c for c in room.cards if c is not late], 0)
    assert hidden_in(first) == {"com", "soc"}
    again = answered_by(room, room.cards, 1)
    assert hidden_in(again) == {"com", "soc"}
    for row in again["options"].values():
        assert row["sectors"]["com"]["mean"] is None
        assert row["sectors"]["gob"]["mean"] is not None


def test_a_sector_is_shown_again_when_as_many_others_vote_in_it_as_a_shown_sector_has(app):
    room = make_room((9, 12, 7, 8), FOUR)
    com, soc = room.cards_of("com"), room.cards_of("soc")
    rest = [*room.cards_of("emp"), *room.cards_of("gob")]
    first = answered_by(room, [*com[:4], *soc[:6], *rest], 0)
    assert hidden_in(first) == {"com", "soc"}
    again = answered_by(room, [*com[4:], *soc[6:], *rest], 1)
    assert hidden_in(again) == set()


def test_a_sector_that_comes_later_is_not_the_difference_to_those_shown_before(app):
    """A = 3 · balanced − B − C: B and C are known from the round without A, so they are no cover."""
    room = make_room((2, 6, 7), FOUR[:3])
    com, others = room.cards_of("com"), [*room.cards_of("soc"), *room.cards_of("emp")]
    first = answered_by(room, others, 0)
    assert "disclosure" not in first
    again = answered_by(room, [*others, *com], 0)
    assert hidden_in(again) == {"com"}
    assert again["disclosure"]["group"] is None
    for code, row in again["options"].items():
        assert row["sectors"]["soc"]["mean"] == first["options"][code]["sectors"]["soc"]["mean"]
        assert [row[k] for k in ("balanced_mean", "pooled_mean", "interval")] == [None] * 3


def test_what_was_shown_by_name_is_known_too(app):
    room = make_room((2, 6), FOUR[:2])
    named = make_round(room, options=("F1", "F2"), secrecy="nominal")
    for card in room.cards_of("soc"):
        cast(card, named, {"F1": 5, "F2": 6})
    close(named, publish=True)
    again = answered_by(room, room.cards, 0)
    assert hidden_in(again) == {"com"}
    assert again["disclosure"]["why"] == "known"


def test_a_process_may_show_the_decision_alone(app):
    room = make_room((6, 7), FOUR[:2])
    room.process.protocol = room.process.protocol | {"decision_alone": True}
    db.session.commit()
    shown = answered_by(room, room.cards, 0)
    assert hidden_in(shown) == {"com", "soc"}
    assert shown["disclosure"]["why"] == "strict"
    assert {row["sectors"]["soc"]["mean"] for row in shown["options"].values()} == {None}
    assert all(row["class"] for row in shown["options"].values())


def test_what_an_annulled_round_showed_is_known_too(app):
    """Staff read it before they annulled it, and its rerun adds the two who were missing."""
    room = make_room((2, 6, 7), FOUR[:3])
    others = [*room.cards_of("soc"), *room.cards_of("emp")]
    first = make_round(room, options=("F1", "F2"))
    for card in others:
        cast(card, first, {"F1": 5, "F2": 6})
    close(first)
    with transaction():
        closing.annul(first, "Faltaron dos", NOON, None)
    again = answered_by(room, room.cards, 0)
    assert again["disclosure"]["why"] == "known"
    assert again["disclosure"]["group"] is None


def test_the_same_words_typed_anew_are_the_same_question(app):
    room = make_room((2, 6, 7), FOUR[:3])
    first = make_round(room, items=[item_of(room, "F1", "Agua limpia")])
    for card in [*room.cards_of("soc"), *room.cards_of("emp")]:
        cast(card, first, {"F1": 5})
    close(first, publish=True)
    again = make_round(room, items=[item_of(room, "F9", " AGUA  limpia.")])
    for card in room.cards:
        cast(card, again, {"F9": 5})
    close(again, publish=True)
    shown = db.session.scalars(select(Result).where(Result.round_id == again.id)).one().shown
    assert shown["disclosure"]["why"] == "known"


def item_of(room, code, wording):
    with transaction():
        item = Item(process_id=room.process.id, kind="factor", code=code, wording=wording)
        db.session.add(item)
    return item


def test_a_process_may_hide_a_sector_of_which_one_person_is_new(app):
    """Shown in both rounds, the second less the first would be the new one's ballot."""
    room = make_room((6, 6, 7), FOUR[:3])
    room.process.protocol = room.process.protocol | {"guard_repeats": True}
    db.session.commit()
    late = room.cards_of("com")[0]
    first = answered_by(room, [card for card in room.cards if card is not late], 0)
    assert "disclosure" not in first
    again = answered_by(room, room.cards, 0)
    assert hidden_in(again) == {"com"}
    assert again["disclosure"]["why"] == "known"
    for row in again["options"].values():
        assert row["sectors"]["com"]["mean"] is row["balanced_mean"] is row["pooled_mean"] is None
    third = answered_by(room, room.cards, 1)
    assert "com" in hidden_in(third), "what was hidden stays so"


def elsewhere(room):
    with transaction():
        other = workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    return Room(room.process, other, room.cards)


@pytest.mark.parametrize(
    ("visibility", "then"),
    some_of(["live", "after_vote", "publication"], ["still open", "annulled"]),
)
def test_a_round_by_name_counts_as_an_earlier_one_without_ever_being_counted(app, then, visibility):
    """Its figures were read while it was open, or will be: less them, the secret round is one ballot."""
    room = make_room((6, 6, 7), FOUR[:3])
    room.process.protocol = room.process.protocol | {"guard_repeats": True}
    db.session.commit()
    by_name = make_round(elsewhere(room), secrecy="nominal", visibility=visibility)
    late = room.cards_of("com")[0]
    for card in room.cards:
        if card is not late:
            cast(card, by_name, {"F1": 5, "F2": 5})
    if then == "annulled":
        with transaction():
            closing.annul(by_name, "Se repite en secreto", NOON, None)
    shown_nothing = (then, visibility) == ("annulled", "publication")
    assert hidden_in(answered_by(room, room.cards, 0)) == (set() if shown_nothing else {"com"})


def test_the_same_people_are_shown_again(app):
    room = make_room((6, 6, 7), FOUR[:3])
    room.process.protocol = room.process.protocol | {"guard_repeats": True}
    db.session.commit()
    answered_by(room, room.cards, 0)
    assert "disclosure" not in answered_by(room, room.cards, 1)


def test_a_round_about_something_else_hides_nothing_for_that(app):
    room = make_room((5, 6, 7, 8), FOUR)
    answered_by(room, room.cards[1:], 0)
    other = make_round(room, options=("D1", "D2"))
    for card in room.cards:
        cast(card, other, {"D1": 5, "D2": 6})
    close(other, publish=True)
    shown = db.session.scalars(select(Result).where(Result.round_id == other.id)).one().shown
    assert hidden_in(shown) == set()


def test_reasons_of_a_sector_that_stays_hidden_are_not_named(app):
    room = make_room((5, 6, 7, 8), FOUR)
    answered_by(room, room.cards[1:], 0)
    again = make_round(room, options=("F1", "F2"))
    for card in room.cards:
        cast(card, again, {"F1": 2, "F2": 9}, {"F1": f"porque {card.seat.code}"})
    close(again, publish=True)
    rows = db.session.scalars(select(Reason).where(Reason.round_id == again.id)).all()
    named = {r.text.split()[1][:3] for r in rows if r.sector_id is not None}
    assert named == {"EMP", "GOB"}
