"""Sealed actas in public, and their annexes."""

from typing import Any

from reports import acta as paper
from reports import store
from smd_workshop.core.errors import NotFound
from smd_workshop.minutes import actas
from smd_workshop.minutes_pdf import documents_folder
from smd_workshop.rounds import workshops
from smd_workshop.web.documents import PDF, attachment
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.public_process import process_of


@bp.get("/p/<code>/actas/<workshop>/<int:number>.pdf")
def acta(code: str, workshop: str, number: int) -> Any:
    """Give the sealed acta (0) or one of its annexes; a draft is nobody's but the attendees'."""
    meeting = workshops.find(process_of(code), workshop)
    for paper_ in actas.public_papers(meeting):
        if paper_.number == number and paper_.pdf_sha256:
            return attachment(
                store.read(paper_.pdf_sha256, documents_folder()),
                PDF,
                paper.file_name(workshop, number),
                inline=True,
            )
    raise NotFound
