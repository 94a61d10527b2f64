"""The protocol on one page of paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from reports.environment import render
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext


@dataclass(frozen=True, slots=True)
class ProtocolWords:
    """What the page says: sectors as (place, name), rules as (title, sentence) in the language of print."""

    name: str
    place: str
    purpose: str
    simulated: bool
    frozen_at: datetime | None
    zone: tzinfo
    sectors: Sequence[tuple[int, str]]
    rules: Sequence[tuple[str, str]]


def protocol(words: ProtocolWords, *, gettext: Gettext, ngettext: Ngettext, language: str) -> bytes:
    """Return the protocol as a PDF."""
    title = gettext("Protocol of the process")
    html = render(
        "protocol.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=words.zone, title=title, process=words.name, simulated=words.simulated, digest="", words=words,
    )  # fmt: skip
    return pdf(html, title=f"{title}: {words.name}", language=language)
