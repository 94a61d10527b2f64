"""Answers that nobody gave, in a rehearsal: who prepares a day alone sees every result of it."""

import random
from typing import Any

from flask import flash
from flask_babel import ngettext

from smd_workshop.core.clock import now
from smd_workshop.demonstration import simulation
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.board.board import ROUND
from smd_workshop.web.facilitator.workshop.workshop_helpers import attempt, console_of, round_for


@bp.post(f"{ROUND}/simulate")
def simulate_answers(process: str, workshop: str, number: int) -> Any:
    """Answer for all who have not, at random."""
    round_ = round_for("run round", process, workshop, number)
    chance, many = random.Random(), []  # noqa: S311 - a rehearsal, not secrecy

    def act() -> None:
        many.append(simulation.answer_for_others(round_, chance, now(), me().user_id))

    if attempt(act):
        flash(
            ngettext(
                "%(num)s answer was made up at random: simulated, as all of this rehearsal.",
                "%(num)s answers were made up at random: simulated, as all of this rehearsal.",
                many[0],
            )
        )
    return console_of(round_)
