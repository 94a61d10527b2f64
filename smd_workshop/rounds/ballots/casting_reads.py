"""What is read beside the statements that store a ballot: whose card it is, what the rules decide by."""

from typing import Any

from sqlalchemy import (
    bindparam,
    select,
)

from smd_workshop.database import Prepared
from smd_workshop.models import (
    Credential,
    Process,
    Round,
    Seat,
    Sector,
    Submission,
)
from smd_workshop.rounds.ballots import casting_rules as rules
from smd_workshop.rounds.ballots.casting_columns import VOTER, has_paper, meeting, placed, voter
from smd_workshop.rounds.ballots.casting_rules import ByCard, OnBehalf


def _intake(by: type[rules.Authority], step: str = "vote") -> Any:
    """Everything that the rules decide by, in one read."""
    of_round = (
        Round.ballot_key, Process.time_zone, Round.revision, Round.state, Round.closing_at,
        Round.electorate, Round.late_seats, Round.opened_at, has_paper(),
    )  # fmt: skip
    met = meeting(by, step, *of_round, *voter(by))
    return met.join(Process, Seat.process_id == Process.id)


INTAKE: dict[type[rules.Authority], Prepared] = {
    ByCard: Prepared(lambda: _intake(ByCard)),
    OnBehalf: Prepared(lambda: _intake(OnBehalf)),
}
#: Of a note: its round is held, for a close makes items of what was written before.
NOTE_INTAKE = Prepared(lambda: _intake(ByCard, "collect").with_for_update(read=True, of=Round))
CARD = Prepared(
    lambda: placed(
        select(*VOTER).select_from(Credential).join(Seat, Credential.seat_id == Seat.id)
    ).where(Credential.id == bindparam("card"))
)
OWNER = Prepared(
    lambda: (
        select(Seat.id, Seat.process_id)
        .join(Credential, Credential.seat_id == Seat.id)
        .where(Credential.id == bindparam("card"))
    )
)
SEAT = Prepared(
    lambda: placed(select(Seat.code, Sector.code).select_from(Seat)).where(
        Seat.id == bindparam("seat")
    )
)
KEY = Prepared(
    lambda: select(Submission.late).where(
        Submission.round_id == bindparam("round"), Submission.key == bindparam("key")
    )
)
BALLOT_KEY = Prepared(lambda: select(Round.ballot_key).where(Round.id == bindparam("round")))
STATE = Prepared(lambda: select(Round.state).where(Round.id == bindparam("round")))
