"""Commitments and agreements: written down, followed, overdue first."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.workshops.commitment import STATES, AgreementForm, CommitmentForm, FollowUpForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.zones import day_of
from smd_workshop.database import transaction
from smd_workshop.minutes import agreements, commitments
from smd_workshop.minutes.commitments import Promise
from smd_workshop.models import Commitment, Process, Workshop
from smd_workshop.rounds import sealing, workshops
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    attempt,
    attempt_once,
    from_workshop,
)
from smd_workshop.web.staff.acts import id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once


@bp.get("/<process>/commitments")
def commitment_list(process: str) -> str:
    """List commitments, overdue first, and the agreements they come from."""
    found = enter(process, "see process")
    return _page(found, _commitment_form(found), _agreement_form(found))


@bp.post("/<process>/commitments")
def add_commitment(process: str) -> Any:
    """Write a commitment down."""
    found = enter(process, "follow commitments")
    form = _commitment_form(found, request.form)
    if not form.validate():
        return _page(found, form, _agreement_form(found)), 422
    here = _list_of(found)

    def act() -> str:
        commitments.add(found, _promise(found, form), now(), my_id())
        return here

    if attempt_once(act):
        flash(_("The commitment was written down."))
    return redirect(here, 303)


def _list_of(process: Process) -> str:
    """Return the address of the list, with the workshop that it was opened from."""
    workshop = from_workshop(process)
    return f"/f/{process.code}/commitments" + (f"?workshop={workshop.code}" if workshop else "")


def _promise(process: Process, form: CommitmentForm) -> Promise:
    kind, _colon, key = str(form.source.data or "").partition(":")
    assert form.due.data is not None  # noqa: S101 - the form asks for it
    return Promise(
        str(form.text.data), str(form.owner.data), form.due.data,
        agreement=agreements.find(process, id_of(key)) if kind == "agreement" else None,
        workshop=workshops.find(process, key) if kind == "workshop" else None,
    )  # fmt: skip


def _commitment_form(process: Process, data: Any = None) -> CommitmentForm:
    chosen = from_workshop(process)
    form = CommitmentForm(data, source=f"workshop:{chosen.code}" if chosen else "")
    form.source.choices = [
        SelectChoice("", _("Neither a workshop nor an agreement")),
        *(
            SelectChoice(f"workshop:{w.code}", _("Workshop: %(name)s", name=w.name))
            for w in _going_on(process)
        ),
        *(
            SelectChoice(f"agreement:{a.id}", _("Agreement: %(text)s", text=shortened(a.text, 70)))
            for a in agreements.of_process(process)
        ),
    ]
    return form


def _going_on(process: Process) -> list[Workshop]:
    """Return the workshops whose acta can still tell what is agreed in them."""
    return [w for w in workshops.of_process(process) if not sealing.is_sealed(w.id)]


def _agreement_form(process: Process, data: Any = None) -> AgreementForm:
    chosen = from_workshop(process)
    form = AgreementForm(data, prefix="agreement-", workshop=chosen.code if chosen else None)
    form.workshop.choices = [SelectChoice(w.code, w.name) for w in _going_on(process)]
    return form


def _page(process: Process, form: CommitmentForm, agreement_form: AgreementForm) -> str:
    today = day_of(now(), process.time_zone)
    state = request.args.get("state", "")
    agreed = agreements.of_process(process)
    return render_template(
        "facilitator/commitments/page.html", process=process, form=form, workshop=from_workshop(process),
        agreement_form=agreement_form, states=STATES, state=state, today=today,
        commitments=commitments.of_process(process, today, state),
        overdue=len(commitments.overdue(process, today)), is_overdue=commitments.is_overdue,
        agreements=agreed, agreement_texts=agreements.texts(agreed),
        workshops={w.id: w for w in workshops.of_process(process)},
        going_on={w.id for w in _going_on(process)},
        may_follow=allowed("follow commitments", process),
        may_agree=allowed("write acta", process),
    )  # fmt: skip


@bp.get("/<process>/commitments/<int:commitment>")
def commitment_page(process: str, commitment: int) -> str:
    """Show one commitment with its history."""
    found = enter(process, "see process")
    chosen = commitments.find(found, commitment)
    return _one(found, chosen, FollowUpForm(state=chosen.state))


def _one(process: Process, chosen: Commitment, form: FollowUpForm) -> str:
    today = day_of(now(), process.time_zone)
    return render_template(
        "facilitator/commitments/one.html", process=process, commitment=chosen, form=form,
        states=STATES, today=today, late=commitments.is_overdue(chosen, today),
        may_follow=allowed("follow commitments", process),
    )  # fmt: skip


@bp.post("/<process>/commitments/<int:commitment>")
def follow_commitment(process: str, commitment: int) -> Any:
    """Say how a commitment stands now."""
    found = enter(process, "follow commitments")
    form = FollowUpForm(request.form)
    chosen = commitments.find(found, commitment)
    if not form.validate():
        return _one(found, chosen, form), 422

    def act() -> str:
        commitments.update(
            chosen, str(form.state.data), now(), my_id(),
            note=form.note.data or "", evidence=form.evidence.data or "",
        )  # fmt: skip
        return f"/f/{found.code}/commitments/{commitment}"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except (Invalid, WrongState) as refusal:
        form.form_errors = [sentence(refusal)]
        return _one(found, chosen, form), 422
    flash(_("Saved."))
    return redirect(leads_to, 303)


@bp.post("/<process>/agreements")
def add_agreement(process: str) -> Any:
    """Write down what the table agreed without a vote."""
    found = enter(process, "write acta")
    form = _agreement_form(found, request.form)
    if not form.validate():
        return _page(found, _commitment_form(found), form), 422

    def act() -> str:
        workshop = workshops.find(found, str(form.workshop.data))
        agreements.add(workshop, str(form.text.data), now(), my_id())
        return f"{_list_of(found)}#agreements"

    if attempt_once(act):
        flash(_("The agreement was written down."))
    return redirect(f"{_list_of(found)}#agreements", 303)


@bp.post("/<process>/agreements/<int:agreement>")
def reword_agreement(process: str, agreement: int) -> Any:
    """Correct the words of an agreement that rests on no vote."""
    found = enter(process, "write acta")
    text = request.form.get("text", "")
    if attempt(lambda: agreements.reword(agreements.find(found, agreement), text, now(), my_id())):
        flash(_("Saved."))
    return redirect(f"/f/{found.code}/commitments#agreements", 303)
