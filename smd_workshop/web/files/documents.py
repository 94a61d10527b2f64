"""Documents as answers: PDF and tables with their names, in the reader's language."""

import threading
from pathlib import Path
from typing import Any

from flask import Response, current_app
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from reports.plans import scorecard
from reports.workshops import commitments, guide, protocol
from smd_workshop.core.caching import bounded
from smd_workshop.core.zones import zone
from smd_workshop.models import Process, Survey
from smd_workshop.processes import rulebook
from smd_workshop.processes.processes import slug
from smd_workshop.strategy.scorecards.mapping import MapShown
from smd_workshop.web.language import current_language

PDF = "application/pdf"
#: Protocols kept as printed: each is asked for by many and changes rarely.
KEPT = 16

_printing = threading.Lock()


def printed_folder() -> Path:
    """Return where papers are kept that are printed once for what they say."""
    return Path(current_app.instance_path, "reports")


def attachment(data: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    """Return bytes as a file with a name."""
    response = Response(data, mimetype=media_type)
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    return response


def named(process: Process, name: str) -> str:
    """Return the name of a file, which says so where the votes of its process are simulated."""
    words = _("simulated votes")
    return f"{name}-{slug(words)}" if process.simulated else name


def called(process: Process, *words: str, ending: str) -> str:
    """Return the name of a file in the reader's language: codes as they are, words that they can be typed with."""
    return f"{named(process, spelled(*words))}.{ending}"


def spelled(*words: str) -> str:
    """Return words as part of the name of a file."""
    return "-".join(slug(each) for each in words)


def named_of(survey: Survey, name: str) -> str:
    """Return the name of a file of a survey, which says so where its answers are simulated."""
    words = _("simulated answers")
    return f"{name}-{slug(words)}" if survey.shown_as_simulated else name


def marked(process: Process, text: str) -> str:
    """Return a text that goes out by itself, like the title of a chart; it says where the votes of its process are simulated."""
    words = _("Simulated votes")
    return f"{text}. {words}" if process.simulated else text


def picture(process: Process, svg: str, name: str) -> Response:
    """Return a picture as a file whose name says so where the votes of its process are simulated."""
    return attachment(svg.encode(), "image/svg+xml", f"{named(process, name)}.svg", inline=True)


def protocol_pdf(process: Process) -> Response:
    """Return the protocol as a PDF of one page; printed once for what it says, one at a time."""
    words = protocol.ProtocolWords(
        name=process.name,
        place=process.place,
        purpose=process.purpose,
        simulated=process.simulated,
        frozen_at=process.protocol_frozen_at,
        zone=zone(process.time_zone),
        sectors=tuple((s.position + 1, s.name) for s in process.sectors),
        rules=tuple(
            (r.title, r.sentence) for r in rulebook.explained(process, lambda t: str(_(t)))
        ),
    )
    with _printing:
        data = _printed(words, current_language())
    return attachment(
        data, PDF, called(process, _("Protocol"), process.code, ending="pdf"), inline=True
    )


@bounded("printed protocols", KEPT)
def _printed(words: protocol.ProtocolWords, language: str) -> bytes:
    return protocol.protocol(words, gettext=gettext, ngettext=ngettext, language=language)


def commitments_pdf(matrix: commitments.Matrix, name: str) -> Response:
    """Return the matrix of commitments as a PDF; printed once for what it says on a day, one at a time."""
    with _printing:
        data = _matrix(matrix, current_language())
    return attachment(data, PDF, name, inline=True)


@bounded("printed commitments", KEPT)
def _matrix(matrix: commitments.Matrix, language: str) -> bytes:
    return commitments.commitments(matrix, gettext=gettext, ngettext=ngettext, language=language)


def scorecard_pdf(
    document: dict[str, Any], issue: scorecard.Issue, drawn: MapShown | None, name: str
) -> Response:
    """Return the report on a scorecard as a PDF, printed once for what it says."""
    data = scorecard.scorecard(
        document, issue, drawn, printed_folder(), gettext=gettext, ngettext=ngettext,
        language=current_language(),
    )  # fmt: skip
    return attachment(data, PDF, name, inline=True)


def guide_pdf(name: str) -> Response:
    """Return the guide for a first workshop as a PDF, printed once in each language."""
    with _printing:
        data = _guide(current_language())
    return attachment(data, PDF, name, inline=True)


@bounded("printed guides", 4)
def _guide(language: str) -> bytes:
    return guide.guide(gettext=gettext, ngettext=ngettext, language=language)
