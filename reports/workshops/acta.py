"""The acta on paper and as a page, rendered from its JSON document and from nothing else."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from markupsafe import Markup

from reports.environment import render
from reports.pdf import LOGO
from reports.pdf import pdf as print_pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.core import zones
from smd_workshop.core.messages import N_
from smd_workshop.library.chances import tell_round
from smd_workshop.library.findings import Findings, Shown, Statement, coverage, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally
from smd_workshop.processes import rulebook

#: The states a round can have in an acta, in words.
STATES = {
    "open": N_("open"),
    "closed": N_("closed, not published yet"),
    "published": N_("published"),
    "annulled": N_("annulled"),
}
UNCOUNTED = {
    "collect": N_("Contributions"),
    "contributions": N_("Contributions"),  # in papers of before 2026-11-29
    "organise": N_("Putting contributions in order"),
}
CHANNELS = {
    "own": N_("own phone"),
    "shared": N_("shared phone"),
    "assisted": N_("with assistance"),
    "paper": N_("on paper"),
    "aloud": N_("said aloud"),
    "interview": N_("in an interview"),
    "document": N_("from a document"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """By what a process is known at sight: a PNG, and '#rrggbb'; each may be empty."""

    logo: bytes = b""
    colour: str = ""


PLAIN = Look()
#: What stands at the head of each page of an acta that may still change, and of one that does not.
Stamp = Literal["", "draft", "sealed"]
STAMPS = {"draft": N_("DRAFT"), "sealed": N_("Sealed acta")}
#: Where something is to be written by hand.
BLANK = "_" * 20


@dataclass(frozen=True, slots=True)
class RoundWords:
    """The words for one round's codes, as its fragments want them."""

    options: dict[str, str]
    sectors: dict[str, str]
    places: dict[str, int]
    weights: dict[str, float]
    groups: dict[str, str]

    def weight(self, code: str) -> float:
        """Return how much a sector weighs."""
        return self.weights.get(code, 1.0)

    def option(self, code: str) -> str:
        """Return an option's wording with its code."""
        return f"{code} · {self.options[code]}" if code in self.options else code

    def sector(self, code: str) -> str:
        """Return a sector's name."""
        return self.sectors.get(code, code)

    def group(self, code: str) -> str:
        """Return the name of a group of options; its code in an acta that was sealed before it told names."""
        return self.groups.get(code, code)


def file_name(workshop: str, number: int = 0) -> str:
    """Return the name under which a browser saves it."""
    return f"acta-{workshop}.pdf" if number == 0 else f"acta-{workshop}-anexo-{number}.pdf"


def html(
    document: dict[str, Any],
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
    look: Look = PLAIN,
    stamp: Stamp = "",
) -> str:
    """Return an smd-acta/1 document as the HTML that is printed, under the logo and colour of its process."""
    return render(
        "acta.html",
        gettext=gettext,
        ngettext=ngettext,
        language=language,
        title=title(document, gettext),
        process=document["process"]["name"],
        simulated=document["process"]["simulated"],
        digest=tally.sha256(document),
        logo=look.logo and LOGO,
        colour=look.colour,
        stamp=gettext(STAMPS[stamp]) if stamp else "",
        on_page=False,
        **_told(document, gettext),
    )


def page(
    document: dict[str, Any], *, gettext: Gettext, ngettext: Ngettext, language: str
) -> Markup:
    """Return the same as part of a page: what the paper says, folded, without places to sign."""
    made = render(
        "acta/body.html",
        gettext=gettext,
        ngettext=ngettext,
        language=language,
        on_page=True,
        **_told(document, gettext),
    )
    return Markup(made)  # noqa: S704 - rendered by an environment that escapes


def _told(document: dict[str, Any], gettext: Gettext) -> dict[str, Any]:
    """Return what the fragments of an acta are filled with, wherever it is read."""
    return {
        "zone": zones.zone(document["process"].get("time_zone", zones.DEFAULT)),
        "acta": document,
        "blank": BLANK,
        "rules": rulebook.explained_in(document["protocol"], gettext),
        "methods": METHODS,
        "words": [_words(document, r) for r in document["rounds"]],
        "findings": [_findings(document, r) for r in document["rounds"]],
        "hedges": [(*_insufficient(document, r), *_again(r)) for r in document["rounds"]],
        "states": STATES,
        "uncounted": UNCOUNTED,
        "channels": CHANNELS,
    }


def title(document: dict[str, Any], gettext: Gettext) -> str:
    """Return what stands on top."""
    words = {"number": document["number"], "name": document["workshop"]["name"]}
    if document["number"]:
        return gettext("Annex %(number)s to the acta · %(name)s") % words
    return gettext("Acta · %(name)s") % words


def _words(document: dict[str, Any], round_: dict[str, Any]) -> RoundWords:
    return RoundWords(
        options={o["code"]: o["wording"] for o in round_["options"]},
        sectors={s["code"]: s["name"] for s in document["attendance"]} | _together(round_),
        places={s["code"]: s["position"] for s in document["attendance"]},
        weights=_weights(document),
        groups=round_.get("groups", {}),
    )


def _findings(document: dict[str, Any], round_: dict[str, Any]) -> Findings | None:
    """Return what is told first of a round; None where nothing was counted, or by a method that is gone."""
    method = METHODS.get(round_["kind"])
    if method is None or not round_["results"]:
        return None
    parts = {each["part"]: each["result"] for each in round_["results"]}
    return find(method.finding, Shown(parts, _weights(document)))


def _again(round_: dict[str, Any]) -> list[Statement]:
    """Return how often what a round decided would come out again, in one sentence; none where that is not told."""
    parts = [(each["part"], each) for each in round_.get("chances", ())]
    return list(tell_round(parts))[:1]


def _insufficient(document: dict[str, Any], round_: dict[str, Any]) -> tuple[Statement, ...]:
    """Return of which options too few said something, by the rule that was agreed."""
    short = {code: tuple(sectors) for code, sectors in round_.get("insufficient", {}).items()}
    least = document["protocol"].get("coverage_share")
    return tuple(coverage.tell(short, Fraction(str(least)))) if least is not None else ()


def _weights(document: dict[str, Any]) -> dict[str, float]:
    return {
        code: float(Fraction(weight))
        for code, weight in document["protocol"].get("sector_weights", {}).items()
    }


def _together(round_: dict[str, Any]) -> dict[str, str]:
    """Return the names of sectors that the results of a round show as one."""
    told = [each["result"].get("disclosure", {}) for each in round_["results"]]
    return {each["code"]: each["name"] for part in told for each in part.get("together", ())}


def pdf(
    document: dict[str, Any],
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
    look: Look = PLAIN,
    stamp: Stamp = "",
) -> bytes:
    """Return an smd-acta/1 document as PDF/UA; its look is decoration and no part of what was signed."""
    source = html(
        document, gettext=gettext, ngettext=ngettext, language=language, look=look, stamp=stamp
    )
    return print_pdf(source, title=title(document, gettext), language=language, logo=look.logo)
