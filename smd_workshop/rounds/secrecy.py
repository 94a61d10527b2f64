"""Cutting what leads from a seat to its ballot: when a secret round closes, or is annulled."""

import json
import secrets
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import delete, insert, select

from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Ballot, Reason, Round, Submission
from smd_workshop.models.base import random_id


def detach_reasons(round_: Round, named: AbstractSet[int]) -> None:
    """Move reasons out of the ballots, in an order of chance, without what was answered beside.

    Sectors whose ids are in `named` are kept beside their reasons; the others are too small.
    """
    kind = METHODS[str(round_.method_id)].ballot
    rows: list[dict[str, Any]] = []
    query = select(Ballot.sector_id, Ballot.answer, Ballot.reasons).where(
        Ballot.round_id == round_.id, Ballot.reasons != "{}"
    )
    for sector_id, answer, reasons in db.session.execute(query):
        given = json.loads(answer)
        rows.extend(
            {
                "id": random_id(),
                "round_id": round_.id,
                "sector_id": sector_id if sector_id in named else None,
                "option_code": code,
                "stance": kind.stance(given, code),
                "text": text,
                "state": "pending",
            }
            for code, text in json.loads(reasons).items()
        )
    if rows:
        secrets.SystemRandom().shuffle(rows)
        db.session.execute(insert(Reason), rows)


def unlink(round_: Round) -> None:
    """Give ballots new random ids in an order of chance and destroy what led to or from their seats.

    Written anew and not only emptied: a row that stays keeps the place, and on PostgreSQL the
    transaction, in which its seat's participation was written too.
    """
    kept = [
        {
            "id": random_id(), "round_id": round_.id, "sector_id": sector_id, "answer": answer,
            "reasons": "{}", "voter_key": None, "seat_id": None,
        }
        for sector_id, answer in db.session.execute(
            select(Ballot.sector_id, Ballot.answer).where(Ballot.round_id == round_.id)
        )
    ]  # fmt: skip
    db.session.execute(delete(Ballot).where(Ballot.round_id == round_.id))
    secrets.SystemRandom().shuffle(kept)
    if kept:
        db.session.execute(insert(Ballot), kept)
    # That a ballot arrived, remembered under a name made of its answer, is a receipt.
    db.session.execute(
        delete(Submission).where(Submission.round_id == round_.id, Submission.late.is_(False))
    )
    round_.ballot_key = None
