"""The acta: gathered from what is stored, corrected by those who were there, sealed for good.

What it shows is one JSON document; the PDF is rendered from it, and its digest is printed in the
PDF, so that anybody can check that the two belong together.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from smd_workshop import tally
from smd_workshop.database import db
from smd_workshop.errors import N_, Frozen, Invalid, NotAllowed, NotFound, WrongState
from smd_workshop.models import (
    Acta,
    Attendance,
    Correction,
    Workshop,
)
from smd_workshop.services import journal
from smd_workshop.services.acta_contents import contents

LONGEST = 4000


def of(workshop: Workshop) -> Acta | None:
    """Return the acta of a workshop, if it has been begun."""
    return db.session.scalar(select(Acta).where(Acta.workshop_id == workshop.id, Acta.number == 0))


def annexes(workshop: Workshop) -> list[Acta]:
    """Return the later corrections of a sealed acta, in their order."""
    return list(
        db.session.scalars(
            select(Acta)
            .where(Acta.workshop_id == workshop.id, Acta.number > 0)
            .order_by(Acta.number)
        )
    )


def public_papers(workshop: Workshop) -> list[Acta]:
    """Return what anybody may read: the sealed acta and its annexes, or nothing."""
    first = of(workshop)
    return [first, *annexes(workshop)] if first and first.state == "sealed" else []


def begin(workshop: Workshop) -> Acta:
    """Return the acta of a workshop, begun now if there was none."""
    acta = of(workshop)
    if acta is None:
        acta = Acta(workshop=workshop, number=0, state="draft", remarks="")
        db.session.add(acta)
        db.session.flush()  # what hangs on it needs the id
    return acta


def lock(acta: Acta) -> None:
    """Hold the acta until the transaction ends."""
    db.session.flush()
    db.session.refresh(acta, with_for_update=True)


def remark(acta: Acta, text: str, at: datetime, user_id: int | None) -> None:
    """Write what the tables cannot say: who opened the meeting, what happened in it."""
    lock(acta)
    _changeable(acta)
    if len(text) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    acta.remarks = text.strip()
    journal.record("remark on acta", at, workshop=acta.workshop, user_id=user_id)


def open_corrections(acta: Acta, hours: int, at: datetime, user_id: int | None) -> None:
    """Let those who attended propose corrections for so many hours. Again: a longer window."""
    lock(acta)
    _changeable(acta)
    acta.state = "correction"
    acta.corrections_until = at + timedelta(hours=hours)
    journal.record("open corrections", at, workshop=acta.workshop, user_id=user_id, hours=hours)
    acta.workshop.revision += 1


def _changeable(acta: Acta) -> None:
    if acta.state == "sealed":
        raise Frozen(N_("The acta is sealed. What is to be corrected goes into an annex."))


def propose(acta: Acta, seat_id: int, text: str, at: datetime) -> Correction:
    """Note what an attendee asks to correct. Raises the reason why this seat cannot, now."""
    lock(acta)
    if acta.state != "correction" or acta.corrections_until is None or at >= acta.corrections_until:
        raise WrongState(N_("Corrections to this acta cannot be proposed now."))
    if db.session.get(Attendance, (acta.workshop_id, seat_id)) is None:
        raise NotAllowed(N_("Only those who were present can propose corrections."))
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            N_("Write what should be corrected, in at most %(most)s characters."), most=LONGEST
        )
    correction = Correction(
        acta_id=acta.id, seat_id=seat_id, text=text, proposed_at=at, state="proposed"
    )
    db.session.add(correction)
    return correction


def answer(
    acta: Acta, correction_id: int, state: str, words: str, at: datetime, user_id: int | None
) -> None:
    """Accept or decline a correction, with the reason; both stand in the acta."""
    lock(acta)
    _changeable(acta)
    correction = db.session.get(Correction, correction_id)
    if correction is None or correction.acta_id != acta.id:
        raise NotFound
    if state not in {"accepted", "declined"}:
        raise Invalid
    if state == "declined" and not words.strip():
        raise Invalid(N_("Write why the correction is not taken up."))
    if len(words) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    correction.state = state
    correction.answer = words.strip()
    journal.record("answer correction", at, workshop=acta.workshop, user_id=user_id, state=state)


def rendered(acta: Acta, pdf_sha256: str, data_sha256: str, at: datetime) -> None:
    """Remember which PDF is the latest draft; a sealed acta keeps the PDF it was sealed with."""
    lock(acta)
    if acta.state != "sealed":
        acta.pdf_sha256, acta.data_sha256, acta.rendered_at = pdf_sha256, data_sha256, at


def check_sealable(acta: Acta) -> None:
    """Raise the reason why the acta cannot be sealed yet."""
    _changeable(acta)
    if any(r.state in {"open", "closed"} for r in acta.workshop.rounds):
        raise WrongState(N_("A round is still open or not published. Publish or annul it first."))
    if any(c.state == "proposed" for c in acta.corrections):
        raise WrongState(N_("A proposed correction has no answer yet."))


def seal(
    acta: Acta,
    document: dict[str, Any],
    pdf_sha256: str,
    at: datetime,
    user_id: int | None,
) -> None:
    """Fix the acta for good. Refused if what it should show is no longer what the PDF shows."""
    lock(acta)
    check_sealable(acta)
    if contents(acta) != document:
        raise WrongState(N_("Something changed while the acta was being made. Look at it again."))
    acta.state = "sealed"
    acta.sealed_at = at
    acta.document = document
    acta.pdf_sha256 = pdf_sha256
    acta.data_sha256 = tally.sha256(document)
    acta.rendered_at = at
    journal.record(
        "seal acta", at, workshop=acta.workshop, user_id=user_id,
        pdf_sha256=pdf_sha256, data_sha256=acta.data_sha256,
    )  # fmt: skip
    acta.workshop.revision += 1


def annex(workshop: Workshop, text: str, at: datetime, user_id: int | None) -> Acta:
    """Add a correction to a sealed acta: a document of its own, beside the one that stays."""
    first = of(workshop)
    if first is None or first.state != "sealed":
        raise WrongState(N_("The acta is not sealed yet: correct it instead of adding an annex."))
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            N_("Write what should be corrected, in at most %(most)s characters."), most=LONGEST
        )
    number = 1 + len(annexes(workshop))
    added = Acta(workshop=workshop, number=number, state="draft", remarks=text.strip())
    db.session.add(added)
    db.session.flush()  # the journal comes after it
    journal.record("add annex", at, workshop=workshop, user_id=user_id, number=number)
    return added
