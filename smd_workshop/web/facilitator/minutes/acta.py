"""The acta in the office: draft, corrections, seal, annex."""

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from reports import store
from reports.workshops import acta as paper
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import transaction
from smd_workshop.making.minutes_pdf import documents_folder, make_acta, make_annexes
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.models import Acta, Round, Workshop
from smd_workshop.publishing import scorecards
from smd_workshop.rounds import sealing, workshops
from smd_workshop.rounds.room import room
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.next_step import beside
from smd_workshop.web.facilitator.workshop.workshop_helpers import page, workshop_for
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.worker.jobs import forget

BASE = "/<process_code>/w/<workshop_code>/acta"
#: Hours, two months.
LONGEST_WINDOW = 24 * 60


def _address(workshop: Workshop) -> str:
    return url_for(".acta", process_code=workshop.process.code, workshop_code=workshop.code)


def _back(workshop: Workshop) -> Any:
    return redirect(_address(workshop), 303)


@bp.get(BASE)
def acta(process_code: str, workshop_code: str) -> str:
    """Show where the acta stands and what may be done with it."""
    workshop = workshop_for("see workshop", process_code, workshop_code)
    begun = actas.of(workshop)
    agreed = agreements.of_workshop(workshop)
    return page(
        "acta/page.html",
        workshop,
        acta=begun,
        annexes=actas.annexes(workshop),
        fresh=begun is not None and actas.is_fresh(begun),
        agreements=agreed,
        agreement_texts=agreements.texts(agreed),
        commitments=commitments.of_workshop(workshop),
        writes=allowed("write acta", workshop.process),
        hours=current_app.config["SMD_CORRECTION_HOURS"],
        correcting=begun is not None and actas.is_correcting(begun, now()),
        waiting=[r for r in workshop.rounds if r.state in actas.WAITING],
        unread=_unread(workshop),
        longest_reason=actas.LONGEST_REASON,
        ending="end" in request.args,
        offer=beside(workshop, now(), _address(workshop)),
        without_factors=scorecards.without_factors(workshop.process),
    )


def _unread(workshop: Workshop) -> list[tuple[Round, int]]:
    """Return the rounds with reasons that nobody has read, and how many each has."""
    many = room.unread_by_round(workshop)
    return [(each, many[each.id]) for each in workshop.rounds if each.id in many]


@bp.post(f"{BASE}/draft")
def draft_acta(process_code: str, workshop_code: str) -> Any:
    """Make the draft anew, here and now."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    make_acta(workshop)
    flash(_("The draft is ready."))
    return _back(workshop)


@bp.get(f"{BASE}/<int:number>.pdf")
def acta_pdf(process_code: str, workshop_code: str, number: int) -> Any:
    """Give the latest PDF of the acta (0) or of an annex."""
    workshop = workshop_for("see workshop", process_code, workshop_code)
    chosen = next((a for a in _papers(workshop) if a.number == number), None)
    if chosen is None or chosen.pdf_sha256 is None:
        raise NotFound(_("There is no draft yet. Prepare it first."))
    data = store.read(chosen.pdf_sha256, documents_folder())
    return attachment(data, PDF, paper.file_name(workshop.code, number), inline=True)


def _papers(workshop: Workshop) -> list[Acta]:
    first = actas.of(workshop)
    return ([first] if first else []) + actas.annexes(workshop)


@bp.post(f"{BASE}/remarks")
def remark_acta(process_code: str, workshop_code: str) -> Any:
    """Keep the facilitator's own words for the acta."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    with transaction(of=workshop.process_id):
        actas.remark(actas.begin(workshop), request.form.get("remarks", ""), now(), my_id())
    flash(_("Saved."))
    return _back(workshop)


@bp.post(f"{BASE}/corrections")
def open_acta_corrections(process_code: str, workshop_code: str) -> Any:
    """Open the window in which attendees propose corrections."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    hours = request.form.get("hours", 0, type=int)
    if not 1 <= hours <= LONGEST_WINDOW:
        raise Invalid(
            _("Write in how many hours attendees may propose corrections: a number from 1 to %(most)s.",
              most=LONGEST_WINDOW)
        )  # fmt: skip

    def act() -> str:
        actas.open_corrections(actas.begin(workshop), hours, now(), my_id())
        return _address(workshop)

    with transaction(of=workshop.process_id):
        once(act)
    make_acta(workshop)
    flash(_("Those who attended can now read the draft and propose corrections."))
    return _back(workshop)


@bp.post(f"{BASE}/corrections/end")
def end_acta_corrections(process_code: str, workshop_code: str) -> Any:
    """End the window before its time, with a reason that the acta prints."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    reason = request.form.get("reason", "")

    def act() -> str:
        actas.end_corrections(actas.begin(workshop), reason, now(), my_id())
        return _address(workshop)

    with transaction(of=workshop.process_id):
        once(act)
    make_acta(workshop)
    flash(_("The window for corrections has ended. The reason stands in the acta."))
    return _back(workshop)


@bp.post(f"{BASE}/corrections/<int:correction_id>")
def answer_acta_correction(process_code: str, workshop_code: str, correction_id: int) -> Any:
    """Accept or decline a correction."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    with transaction(of=workshop.process_id):
        actas.answer(
            actas.begin(workshop),
            correction_id,
            request.form.get("state", ""),
            request.form.get("answer", ""),
            now(),
            my_id(),
        )
    flash(_("Saved."))
    return _back(workshop)


@bp.get(f"{BASE}/seal")
def confirm_seal(process_code: str, workshop_code: str) -> Any:
    """Say what becomes final, and ask."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    begun = actas.of(workshop)
    if begun is None or begun.state == "sealed":
        return _back(workshop)
    drafts = [each for each in workshop.rounds if each.state == "draft"]
    return page(
        "acta/seal.html", workshop, acta=begun, fresh=actas.is_fresh(begun), drafts=drafts,
        days=workshops.days(workshop), unread=_unread(workshop),
        without_factors=scorecards.without_factors(workshop.process),
    )  # fmt: skip


@bp.post(f"{BASE}/seal")
def seal_acta(process_code: str, workshop_code: str) -> Any:
    """Seal the acta with a PDF made from exactly what it shows now."""
    workshop = workshop_for("write acta", process_code, workshop_code)
    if sealing.is_sealed(workshop.id):
        return _back(workshop)  # a second tap is no mistake
    with transaction(of=workshop.process_id):
        acta = actas.begin(workshop)
        if acta.state == "sealed":  # by the first tap, meanwhile
            return _back(workshop)
        actas.check_sealable(acta, now())
    document, digest = make_acta(workshop, final=True)
    with transaction(of=workshop.process_id):
        acta = actas.begin(workshop)
        if acta.state != "sealed":
            actas.seal(acta, document, digest, now(), my_id())
    forget()  # with the workshop its series of secret rounds have ended
    flash(_("The acta is sealed. It will not change any more."))
    return _back(workshop)


@bp.post(f"{BASE}/annexes")
def add_acta_annex(process_code: str, workshop_code: str) -> Any:
    """Add a later correction as an annex, a document of its own."""
    workshop = workshop_for("write acta", process_code, workshop_code)

    def act() -> str:
        actas.annex(workshop, request.form.get("text", ""), now(), my_id())
        return _address(workshop)

    with transaction(of=workshop.process_id):
        once(act)
    make_annexes(workshop)
    flash(_("The annex is ready."))
    return _back(workshop)
