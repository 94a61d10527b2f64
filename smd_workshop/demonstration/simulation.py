"""Ballots drawn from a seed, for demonstrations and rehearsals; always marked as simulated."""

import random
import secrets
from datetime import datetime

from smd_workshop.core.errors import Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.library.facets import Answers, Simulated
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Process, Round
from smd_workshop.processes import journal
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.room import room


def answers(round_: Round, chance: random.Random) -> Answers:
    """Return a source of ballots for a round that votes, drawn as its method says: it takes the code of a sector."""
    asked = Simulated(
        options={option.code: option.group for option in round_.options},
        sectors=tuple(sector.code for sector in round_.workshop.process.sectors),
        settings=round_.settings,
    )
    return METHODS[str(round_.method_id)].simulate(asked, chance)


def is_rehearsal(process: Process) -> bool:
    """Say whether votes that nobody cast may be added to a process: all of it is marked as simulated, and no portal shows it."""
    return process.simulated and not process.public


def answer_for_others(round_: Round, chance: random.Random, at: datetime, user_id: int) -> int:
    """Answer an open round of a rehearsal for every seat that has not; return for how many.

    A seat that may not answer in another's stead, because it has a paper, is left. Raises WrongState elsewhere than in a
    rehearsal, and where the round takes no ballot.
    """
    if not is_rehearsal(round_.workshop.process):
        raise WrongState(N_("Only in a rehearsal can answers be made up."))
    store.lock(round_)
    if round_.step != "vote" or not store.takes(round_, at):
        raise WrongState(N_("This round takes no answer now."))
    drawn_for, many = answers(round_, chance), 0
    for place in room.missing(round_.workshop, round_):
        drawn = drawn_for(place.sector.code)
        by = casting.OnBehalf(place.seat.id, user_id, "assisted")
        key = f"simulated-{secrets.token_hex(8)}"
        try:
            sent = casting.BallotSubmission(round_.id, drawn.answer, drawn.reasons, key)
            many += casting.cast(by, sent, at)
        except Refusal:
            continue
    journal.record("simulate answers", at, round_=round_, user_id=user_id, many=many)
    store.touch(round_)
    return many
