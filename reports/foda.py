"""The FODA report on paper: the same parts as on its page."""

from pathlib import Path

from reports.environment import render
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.zones import zone
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
