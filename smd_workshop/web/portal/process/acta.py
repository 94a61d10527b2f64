"""Sealed actas in public, and their annexes."""

from typing import Any

from flask import render_template

from reports import store
from reports.workshops import acta as paper
from smd_workshop.core.errors import NotFound
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.minutes import actas
from smd_workshop.rounds import workshops
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.sheets.acta_page import drawn


@bp.get("/p/<code>/actas/<workshop>/")
def acta_page(code: str, workshop: str) -> str:
    """Show a sealed acta to be read on a phone, with its annexes and the papers beside it."""
    process = process_of(code)
    meeting = workshops.find(process, workshop)
    papers = actas.public_papers(meeting)
    if not papers or papers[0].document is None:
        raise NotFound
    return render_template(
        "portal/acta.html", process=process, meeting=meeting, acta=papers[0], annexes=papers[1:],
        text_of=drawn(papers[0].document),
    )  # fmt: skip


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
