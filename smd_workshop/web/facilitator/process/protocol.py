"""The protocol: read it, change it while it may change, print it."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.workshops.protocol import TOGETHER, WEIGHT, ProtocolForm, of_sectors
from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.processes import protocols, rulebook
from smd_workshop.rounds import outlook
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.files.documents import protocol_pdf
from smd_workshop.web.staff.process_access import allowed, enter


@bp.get("/<process>/protocol")
def protocol(process: str) -> str:
    """Explain every rule, and offer to change it before the first round."""
    found = enter(process, "see process")
    rules = {key: protocols.value(found, key) for key in protocols.DEFAULTS}
    weights = protocols.weights(found)
    rules |= {f"{WEIGHT}{s.code}": weights.get(s.code, "1") for s in found.sectors}
    together = protocols.shown_together(found)
    rules |= {f"{TOGETHER}{s.code}": together.get(s.code, "") for s in found.sectors}
    return _page(found, _form(found)(data=rules))


@bp.post("/<process>/protocol")
def change_protocol(process: str) -> Any:
    """Change rules; refused once a round has opened."""
    found = enter(process, "change process")
    form = _form(found)(request.form)
    if not form.validate():
        return _page(found, form), 422
    with transaction(of=found.id):
        protocols.change(found, form.rules, me().user_id, now())
    flash(_("Saved."))
    return redirect(f"/f/{found.code}/protocol", 303)


@bp.get("/<process>/protocol.pdf")
def protocol_document(process: str) -> Response:
    """Print the protocol on one page."""
    return protocol_pdf(enter(process, "see process"))


def _form(process: Process) -> type[ProtocolForm]:
    return of_sectors((sector.code, sector.name) for sector in process.sectors)


def _page(process: Process, form: ProtocolForm) -> str:
    return render_template(
        "facilitator/process/protocol.html",
        process=process,
        form=form,
        outlook=outlook.of_process(process),
        rules=rulebook.explained(process, lambda text: str(_(text))),
        may_change=allowed("change process", process) and process.protocol_frozen_at is None,
    )
