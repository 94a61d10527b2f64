"""Making the acta, from a page or from a job: gather, render, store, remember."""

from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from reports import store
from reports.workshops import acta as paper
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.database import transaction
from smd_workshop.library.recount import tally
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Acta, Workshop
from smd_workshop.processes import identity


def documents_folder() -> Path:
    """Return where documents are kept under their digests."""
    return Path(current_app.instance_path) / "documents"


def make_acta(
    workshop: Workshop, number: int = 0, *, final: bool = False
) -> tuple[dict[str, Any], str]:
    """Render the acta (0) or an annex as it stands, store it; return its document and digest.

    Rendering takes seconds and holds no lock: whoever seals checks that nothing changed meanwhile. `final` is
    what will be sealed: it is no draft, so it does not take the place of the last draft.
    """
    with transaction(of=workshop.process_id):
        acta = _find(workshop, number)
        if acta.document is not None and acta.pdf_sha256 is not None:
            return acta.document, acta.pdf_sha256  # sealed: never printed again
        document = contents(acta)
        language = (workshop.process.languages or ["es"])[0]
        look = paper.Look(identity.logo_of(workshop.process), identity.colour_of(workshop.process))
    with force_locale(language):
        data = paper.pdf(
            document, gettext=gettext, ngettext=ngettext, language=language, look=look,
            stamp=_stamp(number, final=final),
        )  # fmt: skip
    digest = store.store(data, "application/pdf", documents_folder())
    if final:
        return document, digest
    with transaction(of=workshop.process_id):
        actas.rendered(_find(workshop, number), digest, tally.sha256(document), now())
    return document, digest


def _stamp(number: int, *, final: bool) -> paper.Stamp:
    """Return what the head of each page says of the paper; an annex is never a draft."""
    if number:
        return ""
    return "sealed" if final else "draft"


def make_annexes(workshop: Workshop) -> None:
    """Render the annexes of a sealed acta that have no PDF yet."""
    with transaction(of=workshop.process_id):
        waiting = [annex.number for annex in actas.annexes(workshop) if annex.pdf_sha256 is None]
    for number in waiting:
        make_acta(workshop, number)


def _find(workshop: Workshop, number: int) -> Acta:
    if number == 0:
        return actas.begin(workshop)
    for acta in actas.annexes(workshop):
        if acta.number == number:
            return acta
    raise NotFound
