"""Cumulative effects on paper: the matrix first, then each component with its six steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.environment import render
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.zones import zone
from smd_workshop.models import Process, Stressor
from smd_workshop.strategy.effects import Shown


@dataclass(frozen=True, slots=True)
class Section:
    """What the paper says: the components that the public reads, what acts on them, and the words."""

    process: Process
    components: Sequence[Shown]
    stressors: Sequence[Stressor]
    #: When something was said of them last, None before anything was: the same paper until somebody says more.
    at: datetime | None
    words: Mapping[str, Any]


def document(section: Section, *, gettext: Gettext, ngettext: Ngettext, language: str) -> bytes:
    """Return the section as a PDF."""
    title, process = gettext("Cumulative effects"), section.process
    html = render(
        "effects.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(process.time_zone), title=title, process=process.name,
        simulated=process.simulated, digest="", section=section, effect_words=section.words,
    )  # fmt: skip
    return pdf(html, title=f"{title}: {process.name}", language=language)
