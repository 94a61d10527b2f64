"""A round's whole life at random against a model of a few lines: what would a seat lose?

Nothing may be lost, nothing counted twice, nothing leak, whatever the order of things.
"""

from datetime import timedelta

import pytest
from builders import NOON, make_room
from depth import cases
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from smd_workshop.core.errors import Refusal
from smd_workshop.database import db, transaction
from smd_workshop.migrations.guards import lifted
from smd_workshop.models import Ballot, Base, Participation, Reason, Result, Roll, Round
from smd_workshop.models.workshops.rounds import MAY_BECOME
from smd_workshop.people import credentials
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources
from smd_workshop.rounds.ballots import ballot_keys, casting

SEATS = 5
OPTIONS = [(None, "F1", "uno", ""), (None, "F2", "dos", "")]
seat_numbers = st.integers(0, SEATS - 1)
ratings = st.one_of(st.integers(1, 9), st.just("ns"))
secrecies = st.sampled_from(["secret", "nominal"])


class Life(RuleBasedStateMachine):
    """The workshop under test, and beside it the model: plain dicts."""

    secret_key = ""

    def __init__(self):
        super().__init__()
        with lifted(db.session.connection()):  # a fresh database for each life; see docs/adr/0010
            for table in reversed(Base.metadata.sorted_tables):
                db.session.execute(delete(table))
        db.session.commit()
        hall = make_room((3, 2), code="moq")
        self.workshop = hall.workshop
        self.seats = [c.seat for c in hall.cards]
        self.cards = {i: {"titular": c.credential_id} for i, c in enumerate(hall.cards)}
        self.dead = []  # (seat, card) that must never speak again
        self.minute = 0
        self.count = 0
        self.moves = 0  # of cards and holders: few, or runs are about little else
        # the model
        self.state = {}  # round id → state
        self.secrecy = {}
        self.votes = {}  # round id → {seat: answer}
        self.sent = {}  # round id → {seat: (key, answer)} the last accepted one
        self.announced = {}  # round id → when the grace ends
        self.repeats = {}  # round id → id of the round that it asks again
        self.holder = dict.fromkeys(range(SEATS), "titular")
        self.add("secret")
        self.open()

    # -- helpers

    def now(self):
        return NOON + timedelta(minutes=self.minute)

    def tick(self):
        self.minute += 1
        return self.now()

    def round(self, state):
        return next(
            (db.session.get_one(Round, r) for r, s in self.state.items() if s == state), None
        )

    def add(self, secrecy):
        with transaction():
            round_ = drafting.add(
                self.workshop,
                self.tick(),
                method_id="rating",
                title="t",
                question="¿?",
                secrecy=secrecy,
            )
            option_sources.set_options(round_, OPTIONS)
        self.remember(round_)

    def remember(self, round_):
        self.state[round_.id] = "draft"
        self.secrecy[round_.id] = round_.secrecy
        self.votes[round_.id], self.sent[round_.id] = {}, {}

    def try_to(self, round_, become, act):
        """Do it; it must be refused exactly where the table says so."""
        state = self.state[round_.id]
        allowed = become in MAY_BECOME[state]
        if become == "open":
            allowed = allowed and "open" not in self.state.values()
        if become == "closed":
            end = self.announced.get(round_.id)
            allowed = allowed and end is not None and self.now() >= end
        try:
            with transaction():
                act()
        except Refusal:
            assert not allowed, f"{state} could not become {become}"
        else:
            assert allowed, f"{state} became {become}"
            self.state[round_.id] = become

    def is_open(self):
        """Whether ballots are taken now."""
        round_ = self.round("open")
        end = self.announced.get(round_.id) if round_ is not None else None
        return round_ is not None and (end is None or self.now() < end)

    def grace_is_over(self):
        round_ = self.round("open")
        return round_ is not None and not self.is_open()

    def any_round(self, data):
        return db.session.get_one(
            Round, data.draw(st.sampled_from(sorted(self.state)), label="round")
        )

    # -- what people do: mostly what makes sense, so that runs reach the end of a round

    @precondition(lambda self: len(self.state) < 5 and "draft" not in self.state.values())
    @rule(secrecy=secrecies)
    def draft(self, secrecy):
        self.add(secrecy)

    @precondition(lambda self: self.round("draft") and not self.round("open"))
    @rule()
    def open(self):
        round_ = self.round("draft")
        self.try_to(round_, "open", lambda: opening.open_round(round_, self.tick(), None))

    @precondition(lambda self: self.is_open())
    @rule(seat=seat_numbers, first=ratings, second=ratings)
    def cast(self, seat, first, second):
        """A fresh ballot: the first, or a change of mind."""
        self.count += 1
        self.send(self.round("open"), seat, {"F1": first, "F2": second}, f"k{self.count}")

    @precondition(lambda self: self.votes)
    @rule(seat=seat_numbers, data=st.data())
    def cast_anywhere(self, seat, data):
        """A ballot for a round of any state: too early, too late, or in time."""
        self.count += 1
        self.send(self.any_round(data), seat, {"F1": 1, "F2": "ns"}, f"k{self.count}")

    @precondition(lambda self: any(self.sent.values()))
    @rule(data=st.data())
    def resend(self, data):
        """The phone sends the last one again: it heard no answer."""
        known = sorted(r for r, sent in self.sent.items() if sent)
        round_ = db.session.get_one(Round, data.draw(st.sampled_from(known)))
        seat = data.draw(st.sampled_from(sorted(self.sent[round_.id])))
        key, answer = self.sent[round_.id][seat]
        self.send(round_, seat, answer, key, again=True)

    def send(self, round_, seat, answer, key, *, again=False):
        card = self.cards[seat].get(self.holder[seat])
        if card is None:
            return
        end = self.announced.get(round_.id)
        open_now = self.state[round_.id] == "open" and (end is None or self.now() < end)
        ballot = casting.BallotSubmission(
            round_.id, answer, {"F1": "porque sí"} if answer["F1"] == 1 else {}, key
        )
        try:
            with transaction():
                fresh = casting.cast(casting.ByCard(card), ballot, self.now())
        except Refusal:
            # Of a secret round nothing tells after its end what had arrived: it would be a receipt.
            forgotten = round_.secrecy == "secret" and self.state[round_.id] != "open"
            assert not open_now and (forgotten or not again), "a ballot in time was refused"
            return
        if again:
            assert not fresh, "the same ballot was taken for another"
            return
        assert open_now, "a ballot was taken when the round was not open"
        self.votes[round_.id][seat] = answer
        self.sent[round_.id][seat] = (key, answer)

    @precondition(lambda self: self.is_open() and self.round("open").id not in self.announced)
    @rule()
    def announce(self):
        round_ = self.round("open")
        with transaction():
            closing.announce_close(round_, self.now(), None)
        self.announced[round_.id] = self.now() + timedelta(seconds=15)

    @precondition(lambda self: self.round("open") and self.round("open").id in self.announced)
    @rule()
    def keep_open(self):
        """The facilitator takes the close back: in time it is as if never announced, later refused."""
        round_ = self.round("open")
        in_time = self.now() < self.announced[round_.id]
        try:
            with transaction():
                closing.keep_open(round_, self.now(), None)
        except Refusal:
            assert not in_time
        else:
            assert in_time
            del self.announced[round_.id]

    @precondition(lambda self: self.is_open() and self.round("open").id in self.announced)
    @rule()
    def let_the_grace_pass(self):
        self.tick()

    @precondition(lambda self: self.grace_is_over())
    @rule(times=st.integers(1, 3))
    def finish(self, times):
        """The worker, the script and the facilitator's button: who comes too late does nothing."""
        round_ = self.round("open")
        for place in range(times):
            with transaction():
                assert closing.finish_close(round_, self.now(), None) == (place == 0)
        self.state[round_.id] = "closed"

    @precondition(lambda self: self.round("closed"))
    @rule()
    def publish(self):
        round_ = self.round("closed")
        self.try_to(round_, "published", lambda: publication.publish(round_, self.tick(), None))

    @rule(data=st.data(), become=st.sampled_from(["open", "closed", "published"]))
    def try_anything(self, data, become):
        """Any act on any round: exactly what the table allows happens."""
        round_ = self.any_round(data)
        act = {
            "open": lambda: opening.open_round(round_, self.now(), None),
            "closed": lambda: closing.close(round_, self.now(), None),
            "published": lambda: publication.publish(round_, self.now(), None),
        }[become]
        self.try_to(round_, become, act)

    @precondition(lambda self: any(self.votes.values()))
    @rule(data=st.data())
    def annul(self, data):
        round_ = self.any_round(data)
        self.try_to(round_, "annulled", lambda: closing.annul(round_, "motivo", self.tick(), None))

    @precondition(lambda self: len(self.state) < 5)
    @rule(data=st.data())
    def copy(self, data):
        """A counted round is asked again, an annulled one anew; what is asked again already, not a second time."""
        round_ = self.any_round(data)
        state = self.state[round_.id]
        again = round_.id if state in {"closed", "published"} else self.repeats.get(round_.id)
        taken = again is not None and any(
            self.repeats.get(other) == again
            for other in self.state
            if self.state[other] != "annulled"
        )
        try:
            with transaction():
                twin = drafting.copy(round_, self.tick(), None, rerun=state == "annulled")
        except Refusal:
            assert taken, f"{state} could not be copied"
        else:
            assert not taken, f"{again} is asked again twice"
            self.remember(twin)
            self.repeats[twin.id] = again

    @precondition(lambda self: len(self.state) > 2 and self.round("draft"))
    @rule()
    def discard(self):
        round_ = self.round("draft")
        number = round_.id
        with transaction():
            drafting.discard(round_, self.tick(), None)
        for part in (self.state, self.secrecy, self.votes, self.sent, self.repeats):
            part.pop(number, None)

    @precondition(lambda self: self.moves < 4)
    @rule(seat=seat_numbers)
    def hand_over(self, seat):
        self.moves += 1
        other = "suplente" if self.holder[seat] == "titular" else "titular"
        with transaction():
            credentials.hand_over(self.seats[seat], other, self.tick(), None)
        self.holder[seat] = other

    @precondition(lambda self: self.moves < 4)
    @rule(seat=seat_numbers)
    def reissue(self, seat):
        """A new card for whoever holds the seat; the old one is dead."""
        self.moves += 1
        holder = self.holder[seat]
        with transaction():
            card = credentials.issue(self.seats[seat], holder, self.secret_key, self.tick(), None)
        old = self.cards[seat].get(holder)
        if old is not None:
            self.dead.append(old)
        self.cards[seat][holder] = card.credential_id

    @precondition(lambda self: self.dead and self.round("open"))
    @rule()
    def a_dead_card_speaks_for_nobody(self):
        ballot = casting.BallotSubmission(
            self.round("open").id, {"F1": 1, "F2": 1}, {}, f"dead{self.count}"
        )
        with pytest.raises(Refusal), transaction():
            casting.cast(casting.ByCard(self.dead[-1]), ballot, self.now())

    # -- what must always be true

    @invariant()
    def the_states_are_those_of_the_model(self):
        db.session.rollback()
        stored = dict(tuple(row) for row in db.session.execute(select(Round.id, Round.state)))
        assert stored == self.state

    @invariant()
    def every_accepted_ballot_is_there_once_and_as_it_was_sent_last(self):
        for round_id, votes in self.votes.items():
            rows = db.session.scalars(select(Ballot).where(Ballot.round_id == round_id)).all()
            assert sorted(r.answer for r in rows) == sorted(
                map(ballot_keys.canonical, votes.values())
            )
            voted = db.session.scalars(
                select(Participation.seat_id).where(Participation.round_id == round_id)
            )
            assert sorted(voted) == sorted(self.seats[i].id for i in votes)

    @invariant()
    def a_closed_round_counts_exactly_its_ballots(self):
        for round_id, state in self.state.items():
            results = db.session.scalars(select(Result).where(Result.round_id == round_id)).all()
            if state in {"draft", "open"}:
                assert results == []
            if state in {"closed", "published"}:
                (result,) = results
                for code in ("F1", "F2"):
                    given = [v[code] for v in self.votes[round_id].values()]
                    numbers = [g for g in given if g != "ns"]
                    row = result.document["options"][code]
                    assert (row["n"], row["dont_know"]) == (len(numbers), len(given) - len(numbers))
                    if numbers:
                        assert row["pooled_mean"] == pytest.approx(sum(numbers) / len(numbers))
                roll = db.session.scalars(select(Roll.voted).where(Roll.round_id == round_id))
                assert sum(roll) == len(self.votes[round_id])

    @invariant()
    def nothing_leads_from_a_seat_to_a_secret_ballot_after_the_close(self):
        for round_id, state in self.state.items():
            if self.secrecy[round_id] != "secret":
                continue
            round_ = db.session.get_one(Round, round_id)
            rows = db.session.scalars(select(Ballot).where(Ballot.round_id == round_id)).all()
            assert all(r.seat_id is None for r in rows)
            if state in {"closed", "published"}:
                assert all(r.voter_key is None and r.reasons == "{}" for r in rows)
                named = db.session.scalars(
                    select(Reason.sector_id).where(Reason.round_id == round_id)
                ).all()
                assert set(named) <= {None}, (
                    "with so few voters no sector may stand beside a reason"
                )
            if state != "open":
                assert round_.ballot_key is None


def test_whatever_people_do_no_vote_is_lost_or_counted_twice_and_nothing_leaks(app):
    Life.secret_key = app.config["SECRET_KEY"]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=cases(6, 100),
            stateful_step_count=cases(40, 60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
