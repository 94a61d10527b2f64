"""The acta: gathered from what is stored, corrected by those who were there, sealed for good.

What it shows is one JSON document; the PDF is rendered from it, and its digest is printed in the
PDF, so that anybody can check that the two belong together.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from smd_workshop.core.errors import Frozen, Invalid, NotAllowed, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.recount import tally
from smd_workshop.minutes.contents import contents
from smd_workshop.models import (
    Acta,
    Attendance,
    Correction,
    CorrectionWindow,
    Round,
    Workshop,
)
from smd_workshop.processes import holding, journal
from smd_workshop.rounds import sealing
from smd_workshop.rounds.seats import reminders
from smd_workshop.rounds.series import threads

LONGEST = 4000
LONGEST_REASON = 500
#: Why an acta waits for a round.
WAITING = {
    "open": N_("Round %(number)s, «%(title)s», is still open. Close and publish it, or annul it, "
               "before the acta is sealed."),
    "closed": N_("Round %(number)s, «%(title)s», is closed but not published. Publish or annul it "
                 "before the acta is sealed."),
}  # fmt: skip


def of(workshop: Workshop) -> Acta | None:
    """Return the acta of a workshop, if it has been begun."""
    return db.session.scalar(select(Acta).where(Acta.workshop_id == workshop.id, Acta.number == 0))


def behind(since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Return the workshops whose draft is older than the last round that ended in this time, and when."""
    ended = func.coalesce(Round.published_at, Round.closed_at)
    rows = db.session.execute(
        select(Round.workshop_id, func.max(ended))
        .outerjoin(Acta, and_(Acta.workshop_id == Round.workshop_id, Acta.number == 0))
        .where(ended >= since, ended <= until)
        .where(or_(Acta.id.is_(None), Acta.state != "sealed"))
        .where(or_(Acta.rendered_at.is_(None), Acta.rendered_at < ended))
        .group_by(Round.workshop_id)
        .order_by(Round.workshop_id)
    )
    return [(workshop_id, moment) for workshop_id, moment in rows]


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
    if first is None or first.state != "sealed":
        return []
    return [first, *(annex for annex in annexes(workshop) if annex.pdf_sha256 is not None)]


def begin(workshop: Workshop) -> Acta:
    """Return the acta of a workshop, begun now if there was none. Holds the workshop."""
    holding.hold(workshop)
    acta = of(workshop)
    if acta is None:
        acta = Acta(workshop=workshop, number=0, state="draft", remarks="")
        db.session.add(acta)
        db.session.flush()  # what hangs on it needs the id
    return acta


def is_fresh(acta: Acta) -> bool:
    """Say whether the stored PDF shows what there is to show now."""
    return acta.data_sha256 == tally.sha256(acta.document or contents(acta))


def lock(acta: Acta) -> None:
    """Hold the workshop and its acta until the transaction ends."""
    holding.hold(acta.workshop)
    db.session.refresh(acta, with_for_update=True)


def remark(acta: Acta, text: str, at: datetime, user_id: int | None) -> None:
    """Write what the tables cannot say: who opened the meeting, what happened in it; Invalid where it is too long."""
    lock(acta)
    _changeable(acta)
    if len(text) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    acta.remarks = text.strip()
    journal.record("remark on acta", at, workshop=acta.workshop, user_id=user_id)


def open_corrections(acta: Acta, hours: int, at: datetime, user_id: int | None) -> None:
    """Let those who attended propose corrections for so many hours. Again: a longer window.

    Never a shorter one: what was promised to those who attended ends early only by end_corrections(): WrongState.
    """
    lock(acta)
    _changeable(acta)
    until = at + timedelta(hours=hours)
    if is_correcting(acta, at) and acta.corrections_until and until < acta.corrections_until:
        raise WrongState(
            N_("The window for corrections can be made longer, not shorter. To end it early, "
               "write the reason.")
        )  # fmt: skip
    acta.state = "correction"
    acta.corrections_until = until
    acta.windows.append(CorrectionWindow(opened_at=at, until=until, opened_by_id=user_id))
    journal.record("open corrections", at, workshop=acta.workshop, user_id=user_id, hours=hours)
    acta.workshop.revision += 1


def is_correcting(acta: Acta, at: datetime) -> bool:
    """Say whether attendees can propose corrections now."""
    until = acta.corrections_until
    return acta.state == "correction" and until is not None and at < until


def end_corrections(acta: Acta, reason: str, at: datetime, user_id: int | None) -> None:
    """End the window before its time, with a reason that stands in the acta: Invalid without; WrongState where none is open."""
    lock(acta)
    _changeable(acta)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(
            N_("Write why the window ends early, in at most %(most)s characters. "
               "It stands in the acta."),
            most=LONGEST_REASON,
        )  # fmt: skip
    if not is_correcting(acta, at):
        raise WrongState(N_("The window for corrections is not open."))
    acta.corrections_until = at
    window = acta.windows[-1]
    window.ended_at, window.ended_by_id, window.end_reason = at, user_id, reason
    journal.record("end corrections", at, workshop=acta.workshop, user_id=user_id, reason=reason)
    acta.workshop.revision += 1


def _changeable(acta: Acta) -> None:
    if acta.state == "sealed":
        raise Frozen(N_("The acta is sealed. What is to be corrected goes into an annex."))


def propose(acta: Acta, seat_id: int, text: str, at: datetime) -> Correction:
    """Note what an attendee asks to correct; sent twice, it is one proposal while it waits.

    Raises the reason why this seat cannot, now: WrongState where no window is open, NotAllowed for who was not there, and
    Invalid without words.
    """
    lock(acta)
    if not is_correcting(acta, at):
        raise WrongState(N_("Corrections to this acta cannot be proposed now."))
    if db.session.get(Attendance, (acta.workshop_id, seat_id)) is None:
        raise NotAllowed(N_("Only those who were present can propose corrections."))
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            N_("Write what should be corrected, in at most %(most)s characters."), most=LONGEST
        )
    same = select(Correction).where(
        Correction.acta_id == acta.id, Correction.seat_id == seat_id, Correction.text == text,
        Correction.state == "proposed",
    )  # fmt: skip
    known = db.session.scalar(same.order_by(Correction.id).limit(1))
    if known is not None:
        return known
    correction = Correction(
        acta_id=acta.id, seat_id=seat_id, text=text, proposed_at=at, state="proposed"
    )
    db.session.add(correction)
    db.session.flush()  # so that a second call finds it
    return correction


def answer(
    acta: Acta, correction_id: int, state: str, words: str, at: datetime, user_id: int | None
) -> None:
    """Accept or decline a correction, with the reason; both stand in the acta. Invalid without one, NotFound for another acta's."""
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
    """Remember which PDF is the latest draft; a sealed acta, or an annex, keeps the one that it has."""
    lock(acta)
    printed = acta.number > 0 and acta.pdf_sha256 is not None
    if acta.state != "sealed" and not printed:
        acta.pdf_sha256, acta.data_sha256, acta.rendered_at = pdf_sha256, data_sha256, at


def check_sealable(acta: Acta, at: datetime) -> None:
    """Raise the reason why the acta cannot be sealed yet, WrongState or Frozen. Holds the workshop."""
    lock(acta)
    _changeable(acta)
    for round_ in acta.workshop.rounds:
        if round_.state in {"open", "closed"}:
            raise WrongState(WAITING[round_.state], number=round_.number, title=round_.title)
    if acta.state == "draft":
        raise WrongState(
            N_("Nobody could correct this acta yet. Open the window for corrections first.")
        )
    if is_correcting(acta, at):
        raise WrongState(
            N_("The window for corrections is still open. Wait until it ends, or end it early "
               "with a reason.")
        )  # fmt: skip
    if any(c.state == "proposed" for c in acta.corrections):
        raise WrongState(N_("A proposed correction has no answer yet."))


def seal(
    acta: Acta,
    document: dict[str, Any],
    pdf_sha256: str,
    at: datetime,
    user_id: int | None,
) -> None:
    """Fix the acta for good. WrongState if what it should show is no longer what the PDF shows."""
    check_sealable(acta, at)
    if contents(acta) != document:
        raise WrongState(N_("Something changed while the acta was being made. Look at it again."))
    threads.end_all(acta.workshop_id, at)  # what is sealed is not asked again
    reminders.forget_all(acta.workshop_id)
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
    """Add a correction to a sealed acta: a document of its own, beside the one that stays.

    Raises WrongState before the seal, Invalid without words.
    """
    holding.hold(workshop)
    check_annex(workshop, text)
    return sealing.add_annex(workshop, text.strip(), at, user_id)


def check_annex(workshop: Workshop, text: str) -> None:
    """Refuse what cannot become an annex: WrongState where the acta is not sealed, Invalid without words or with too many."""
    if not sealing.is_sealed(workshop.id):
        raise WrongState(N_("The acta is not sealed yet: correct it instead of adding an annex."))
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            N_("Write what should be corrected, in at most %(most)s characters."), most=LONGEST
        )
