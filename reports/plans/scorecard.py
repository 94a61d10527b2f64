"""The report on the scorecard of an ecosystem, from its smd-scorecard/1 document; beside it the map, where it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reports.environment import render
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.numbers import money, number
from smd_workshop.core.zones import zone
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.evaluation.lights import Light, light_of
from smd_workshop.library.plan.quoted import honest
from smd_workshop.strategy.scorecards.arranging import TAGS
from smd_workshop.strategy.scorecards.mapping import MapShown

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issue:
    """Which edition is printed: its number, when and why it was published; or the scorecard as it is at a moment."""

    process: str
    time_zone: str
    at: datetime
    number: int = 0
    reason: str = ""


#: What editions hold of an indicator since there are reports on them.
_EMPTY: Final = {"indicator_name": "", "unit": "", "indicator_source": ""}


class Told:
    """The document as its template asks for it."""

    def __init__(self, document: Json) -> None:
        self.document = document

    def of(self, perspective: str) -> list[Json]:
        """Return the objectives of a perspective, in their order; what editions of before did not hold is empty."""
        return [
            {"trace": None, **each, "indicators": [_EMPTY | one for one in each["indicators"]]}
            for each in self.document["objectives"] if each["perspective"] == perspective
        ]  # fmt: skip

    def cell(self, perspective: str, theme: str) -> list[Json]:
        """Return the objectives of a perspective in a theme; '' is the column of those without one."""
        return [
            each for each in self.of(perspective)
            if (theme in each["themes"] if theme else not each["themes"])
        ]  # fmt: skip

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The themes, by the name under which objectives have them; the last for those without, if there are any."""
        found = [(each["code"] or each["name"], each["name"]) for each in self.document["themes"]]
        without = any(not each["themes"] for each in self.document["objectives"])
        return [*found, ("", "")] if without or not found else found

    def theme(self, code: str) -> str:
        """Return what a theme is called, by the name under which objectives have it."""
        return dict(self.columns).get(code) or code

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Where the values of each indicator come from, each once: its code and the source."""
        found = {
            (str(one["code"]), str(one["indicator_source"])): None
            for each in self.document["objectives"] for one in each["indicators"]
            if one.get("indicator_source")
        }  # fmt: skip
        return list(found)


def percent(value: float | None) -> str:
    """Write a percentage with one decimal, or as many more as its light needs; '' where nobody knows it."""
    return "" if value is None else honest(Fraction(str(value)), 1)


def amount(text: str | None) -> str:
    """Write a number of a document, a dash where nobody knows it."""
    return "–" if text is None else number(Decimal(text))


def soles(text: str | None) -> str:
    """Write an amount in soles of a document, a dash where nobody knows it."""
    return "–" if text is None else money(Decimal(text))


def light(value: float | None) -> Light:
    """Return the light of a percentage of a document."""
    return light_of(None if value is None else Fraction(str(value)))


def scorecard(
    document: Json,
    issue: Issue,
    drawn: MapShown | None,
    folder: Path,
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> bytes:
    """Return the report as a PDF, made once for what it says, then read from `folder`. `drawn` is the map of the same scorecard; an edition has its arrows as a list alone."""
    title = gettext("Report on the scorecard %(year)s") % {"year": document["year"]}
    html = render(
        "scorecard.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=zone(issue.time_zone), title=f"{title}: {document['name']}", process=issue.process,
        simulated=document["simulated"], digest=sha256(document), said=document, told=Told(document),
        issue=issue, tags=TAGS, map=drawn, percent_of=percent, light_of=light, soles_of=soles, amount_of=amount, wordings=_wordings(document),
    )  # fmt: skip
    return printed(html, folder, title=f"{title}: {document['name']}", language=language)


def _wordings(document: Json) -> dict[str, str]:
    objectives: Sequence[Json] = document["objectives"]
    return {str(each["code"]): str(each["wording"]) for each in objectives}
