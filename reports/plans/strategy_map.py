"""The strategy map on a sheet of paper, with its arrows as a list."""

from collections.abc import Callable
from pathlib import Path

from reports.environment import render
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.zones import zone
from smd_workshop.library.strategy.strategy_map import Finding
from smd_workshop.strategy.scorecards.mapping import MapShown


def document(
    found: MapShown,
    folder: Path,
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
    said: Callable[[Finding], str],
) -> bytes:
    """Return the map as a PDF, made once for what it says, then read from `folder`; `said` puts into words what is odd about it."""
    shown = found.shown
    title = gettext("Strategy map")
    html = render(
        "strategy_map.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(shown.process.time_zone), title=f"{title}: {shown.scorecard.name}",
        process=shown.process.name, simulated=shown.process.simulated, digest="",
        map=found, odd=[said(each) for each in found.odd],
    )  # fmt: skip
    return printed(html, folder, title=f"{title}: {shown.scorecard.name}", language=language)
