"""Vision and mission: taken from what a workshop agreed, or entered by the secretariat and marked so."""

from dataclasses import dataclass
from datetime import datetime

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.minutes import agreements
from smd_workshop.models import Agreement, Item, Process, Round, Scorecard, Statement, Workshop
from smd_workshop.processes import journal
from smd_workshop.publishing import scorecards
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.count.ratifications import Ratification

VISION, MISSION = "vision", "mission"
KINDS = (VISION, MISSION)
LONGEST, LONGEST_REFERENCE = 2000, 500


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the workshop and the vote it rests on, where it rests on one."""

    row: Statement
    workshop: Workshop | None
    round: Round | None
    #: The vote that decides, where it did not adopt the words any more.
    again: Ratification | None = None


def latest(scorecard: Scorecard, kind: str) -> Said | None:
    """Return what is valid of a kind now, or None before anything was said."""
    said = history(scorecard, kind)
    return said[0] if said else None


def history(scorecard: Scorecard, kind: str) -> list[Said]:
    """Return what was ever said of a kind, the newest first: the first is valid."""
    return [_said(row) for row in reversed(scorecard.statements) if row.kind == kind]


def _said(row: Statement) -> Said:
    if row.agreement is None:
        return Said(row, None, None)
    workshop = db.session.get(Workshop, row.agreement.workshop_id)
    round_id = row.agreement.round_id
    round_ = db.session.get(Round, round_id) if round_id else None
    return Said(row, workshop, round_, _undone([row.agreement]).get(row.agreement.id))


def _undone(rows: list[Agreement]) -> dict[int, Ratification]:
    """Return the later vote that did not adopt what an earlier one had, by the agreement."""
    by_vote = {a.id: a.item_id for a in rows if a.round_id is not None and a.item_id is not None}
    said = ratifications.latest(by_vote.values())
    found = {each: said[item_id] for each, item_id in by_vote.items() if item_id in said}
    return {each: vote for each, vote in found.items() if not vote.adopted}


def candidates(process: Process) -> list[Agreement]:
    """Return the agreements that may be a vision or a mission: statements that stand adopted, and what a table said."""
    found = [
        each
        for each in agreements.of_process(process)
        if each.item_id is None or db.session.get_one(Item, each.item_id).kind == "statement"
    ]
    undone = _undone(found)
    return [each for each in found if each.id not in undone]


def words_of(agreement: Agreement) -> str:
    """Return the words of an agreement as people voted on them, without what says that it was adopted."""
    item = db.session.get(Item, agreement.item_id) if agreement.item_id else None
    return item.wording if item is not None else agreement.text


def take(
    scorecard: Scorecard, kind: str, agreement: Agreement, at: datetime, user_id: int | None
) -> Statement:
    """Let what a workshop agreed be the vision or the mission; a second time changes nothing. Raises Invalid."""
    if agreement.process_id != scorecard.process_id:
        raise Invalid
    row = Statement(kind=kind, text=words_of(agreement), agreement_id=agreement.id, reference="")
    return _say(scorecard, row, at, user_id)


def enter(
    scorecard: Scorecard, kind: str, text: str, reference: str, at: datetime, user_id: int | None
) -> Statement:
    """Let the secretariat enter a vision or a mission, with where it comes from; the public reads both. Raises Invalid."""
    text, reference = " ".join(text.split()), " ".join(reference.split())
    if not text:
        raise Invalid(N_("Write the wording."))
    if not reference:
        raise Invalid(N_("Write where it comes from or why it is entered. The public can read it."))
    for given, most in ((text, LONGEST), (reference, LONGEST_REFERENCE)):
        if len(given) > most:
            raise Invalid(N_("Please write at most %(most)s characters."), most=most)
    return _say(scorecard, Statement(kind=kind, text=text, reference=reference), at, user_id)


def _say(scorecard: Scorecard, row: Statement, at: datetime, user_id: int | None) -> Statement:
    if row.kind not in KINDS:
        raise Invalid
    scorecards.hold(scorecard)
    db.session.expire(scorecard, ["statements"])
    there = latest(scorecard, row.kind)
    if there is not None and _same(there.row, row):
        return there.row
    row.said_by_id, row.said_at = user_id, at
    scorecard.statements.append(row)
    db.session.flush()  # whoever says the same again must find it
    process = db.session.get(Process, scorecard.process_id)
    journal.record(
        "say statement", at, process=process, user_id=user_id, reason=row.reference,
        scorecard=scorecard.code, kind=row.kind, agreement=row.agreement_id,
    )  # fmt: skip
    return row


def _same(one: Statement, other: Statement) -> bool:
    return (one.text, one.agreement_id, one.reference) == (
        other.text, other.agreement_id, other.reference,
    )  # fmt: skip
