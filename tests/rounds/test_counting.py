"""Closing a round reads its answers once, and says of each objective no more than its own answers."""

import pytest
from builders import cast, close, make_room, make_round

from smd_workshop.library.recount import tally
from smd_workshop.rounds.count import counting

ANSWERS = [{"O1": "yes", "O2": "no"}, {"O1": "no", "O2": "yes"}, {"O1": "yes", "O2": "yes"}]


def ratified(secrecy):
    room = make_room()
    round_ = make_round(room, "ratify", ("O1", "O2"), secrecy=secrecy)
    for place, card in enumerate(room.cards):
        cast(card, round_, ANSWERS[place % 3])
    return room, round_


def test_a_secret_ratification_groups_the_equal_answers_about_each_objective(app):
    room, round_ = ratified("secret")
    close(round_)
    for code, document in counting.tally_documents(round_):
        rows = [(b["sector"], b["answer"]) for b in document["ballots"]]
        assert len(set(rows)) == len(rows), "the same answer of a sector stands twice"
        assert rows == sorted(rows, key=lambda row: ([s for s, _ in rows].index(row[0]), row[1]))
        assert sum(b["count"] for b in document["ballots"]) == len(room.cards)
        yes = sum(b["count"] for b in document["ballots"] if b["answer"] == "yes")
        assert yes == sum(ANSWERS[n % 3][code] == "yes" for n in range(len(room.cards)))


def test_one_by_name_keeps_each_seat(app):
    room, round_ = ratified("nominal")
    for _, document in counting.tally_documents(round_):
        assert {b["seat"] for b in document["ballots"]} == {c.seat.code for c in room.cards}


@pytest.mark.parametrize("secrecy", ["secret", "nominal"])
def test_each_document_is_read_once_when_a_round_closes(app, monkeypatch, secrecy):
    _, round_ = ratified(secrecy)
    read, real = [], tally.profile_of

    def reading(document):
        read.append(tuple(document["options"]))
        return real(document)

    monkeypatch.setattr(tally, "profile_of", reading)
    close(round_)
    assert read == [("O1",), ("O2",)]
