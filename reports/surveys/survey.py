"""A wave of a survey on paper: one page for who decides, then how it was asked, every figure and what follows from it."""

from pathlib import Path

from reports.environment import environment
from reports.printed import printed
from reports.spoken import Gettext, Ngettext
from smd_workshop.core import zones
from smd_workshop.surveys.figures.question_facts import QUANTILES
from smd_workshop.surveys.results import charts
from smd_workshop.surveys.results.facts import Facts
from smd_workshop.surveys.results.followed import Followed

#: As a language is called where a region has words of its own: readers speak dates and numbers by it.
TAGS = {"es": "es-PE"}
#: Items on either end of the list on the first page.
ENDS = 3


def title(facts: Facts) -> str:
    """Return what stands on top."""
    return f"{facts.origin.survey} · {facts.origin.wave}"


def html(
    facts: Facts, followed: Followed, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> str:
    """Return the report as the HTML that is printed."""
    zone = zones.zone(facts.origin.time_zone)
    ordered = facts.ordered()
    return (
        environment(gettext, ngettext, language, zone)
        .get_template("survey.html")
        .render(
            language=language,
            tag=TAGS.get(language, language),
            title=title(facts),
            process=facts.origin.organisation or facts.origin.process,
            simulated=facts.origin.simulated,
            digest=facts.origin.dataset_sha256,
            facts=facts,
            followed=followed,
            weakest=ordered[:ENDS],
            strongest=tuple(reversed(ordered))[:ENDS],
            charts=charts,
            number_names=QUANTILES,
        )
    )


def document(
    facts: Facts,
    followed: Followed,
    folder: Path,
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> bytes:
    """Return the report as PDF/UA."""
    source = html(facts, followed, gettext=gettext, ngettext=ngettext, language=language)
    return printed(source, folder, title=title(facts), language=TAGS.get(language, language))
