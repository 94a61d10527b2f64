"""The FODA report on paper, as it is now and as it was sealed: the same parts as on its page."""

from pathlib import Path

from reports.environment import render
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.zones import zone
from smd_workshop.models import FodaEdition, Process
from smd_workshop.strategy.foda import FodaReport, picture_of


def document(
    report: FodaReport, folder: Path, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> bytes:
    """Return the report as a PDF; made once for what it says, then read from `folder`."""
    process, title = report.process, gettext("FODA report")
    html = render(
        "foda.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(process.time_zone), title=title, process=process.name,
        simulated=process.simulated, digest="", report=report, drawn=picture_of(report),
        notes=process.notes,
    )  # fmt: skip
    return printed(html, folder, title=f"{title}: {process.name}", language=language)


def edition_document(
    process: Process,
    edition: FodaEdition,
    folder: Path,
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> bytes:
    """Return an edition of the report as a PDF, from what was sealed alone."""
    title = gettext("FODA report")
    html = render(
        "foda_edition.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(process.time_zone), title=title, process=process.name,
        simulated=edition.document["simulated"], digest=edition.data_sha256, edition=edition,
        said=edition.document,
    )  # fmt: skip
    return printed(html, folder, title=f"{title}: {process.name}", language=language)
