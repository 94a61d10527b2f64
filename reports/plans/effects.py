"""Cumulative effects on paper: the matrix first, then each component with its six steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reports.environment import render
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.zones import zone
from smd_workshop.models import Process, Stressor
from smd_workshop.strategy.territory.effect_ratings import Proposal
from smd_workshop.strategy.territory.effects import Shown


@dataclass(frozen=True, slots=True)
class Section:
    """What the paper says: the components that the public reads, what acts on them, and the words."""

    process: Process
    components: Sequence[Shown]
    stressors: Sequence[Stressor]
    #: What workshops said and was refused, by the ids of components.
    refused: Mapping[int, Sequence[Proposal]]
    #: When something was said of them last, None before anything was: the same paper until somebody says more.
    at: datetime | None
    words: Mapping[str, Any]


def document(
    section: Section, folder: Path, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> bytes:
    """Return the section as a PDF; made once for what it says, then read from `folder`."""
    title, process = gettext("Cumulative effects"), section.process
    html = render(
        "effects.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(process.time_zone), title=title, process=process.name,
        simulated=process.simulated, digest="", section=section, effect_words=section.words,
    )  # fmt: skip
    return printed(html, folder, title=f"{title}: {process.name}", language=language)
