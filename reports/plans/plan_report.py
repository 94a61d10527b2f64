"""A report on a plan, rendered from its smd-plan-report/1 document and from nothing else."""

from collections.abc import Sequence
from typing import Any, Final

from reports.environment import render
from reports.pdf import pdf as print_pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.core import zones
from smd_workshop.core.messages import N_
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.evaluation.coverage import Coverage, coverage
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE, UNJUDGED
from smd_workshop.library.plan.evaluation.limits import is_share
from smd_workshop.library.plan.periods import Period, Span, period_of
from smd_workshop.library.plan.quoted import SOLES

Json = dict[str, Any]

#: The words of CEPLAN's matrix.
SENSES: Final = {
    "ascending": N_("Ascending"), "descending": N_("Descending"), "at most": N_("At most"),
    "at least": N_("At least"),
}  # fmt: skip
AGGREGATIONS: Final = {"additive": N_("Additive"), "not additive": N_("Not additive")}
RELEVANCES: Final = {1: N_("Very relevant-1"), 2: N_("Relevant-2"), 3: N_("Less relevant-3")}
_NOT_KNOWN: Final = N_("n/a")
_SIMULATED: Final = N_("simulated")
_INCOMPLETE: Final = N_("incomplete")
#: Of a target that was taken from a round in which a sector had no quorum.
_PROVISIONAL: Final = N_("provisional")
#: In the place of a target that nobody set; one that is not known was set, and is told as such.
NOTHING_ASKED: Final = "–"
#: Figures of an objective or an action over the indicators that measure it itself.
_OF_ITS_OWN: Final = frozenset({"outcome", "progress"})
_WHOLE_PLAN: Final = "plan.weighted"
#: Other figures over the same indicators: what is missing of that one is missing of them.
_OVER_THE_SAME: Final = dict.fromkeys(("plan.mean", "plan.median"), _WHOLE_PLAN)


class Told:
    """The document of a report as its templates ask for it: figures by name, rows by code, footnotes by place."""

    def __init__(self, document: Json, gettext: Gettext) -> None:
        self.document = document
        self.senses, self.aggregations, self.relevances = SENSES, AGGREGATIONS, RELEVANCES
        self._gettext = gettext
        self._indicators = {each["code"]: each for each in document["indicators"]}
        self._actions = {each["code"]: each for each in document["actions"]}

    def cell(self, name: str) -> str:
        """Return a figure without its unit, as a table has it under a heading that says it."""
        found = self.document["figures"][name]
        shown = self._gettext(_NOT_KNOWN) if found["shown"] is None else str(found["shown"])
        return shown + self._beside(name, found)

    def figure(self, name: str) -> str:
        """Return a figure with its unit, as a text has it."""
        found = self.document["figures"][name]
        shown = self.with_unit(found["shown"], found["unit"])
        return shown + self._beside(name, found)

    def _beside(self, name: str, found: Json) -> str:
        """Return what has to be known of a figure, wherever it stands."""
        open_ = f" ({self._gettext(_PROVISIONAL)})" if found.get("provisional") else ""
        return open_ + self._made_up(found) + self._unfinished(name)

    def outstanding(self, name: str) -> Json:
        """Return what a figure can still come to, {} where nothing that is due is missing."""
        found: Json = self.document.get("outstanding", {}).get(name, {})
        return found

    def _unfinished(self, name: str) -> str:
        """Say beside a figure, wherever it stands, that values that were due are missing of it."""
        of = _OVER_THE_SAME.get(name, name)
        is_open = self.outstanding(of) or self._too_few(of)
        return f" ({self._gettext(_INCOMPLETE)})" if is_open else ""

    def _too_few(self, name: str) -> bool:
        """Say whether a figure is that of the plan, and of so few indicators that it says nothing of it."""
        return (
            name == _WHOLE_PLAN and self.until is None and self._is_known(name) and not self.enough
        )

    def _made_up(self, found: Json) -> str:
        """Say beside a figure, wherever it stands, that it rests on answers that nobody gave."""
        drawn = found.get("simulated") and found["shown"] is not None
        return f" ({self._gettext(_SIMULATED)})" if drawn else ""

    def with_unit(self, shown: str | None, unit: str) -> str:
        """Return a number with what it is counted in, as one word that no line end parts."""
        if shown is None:
            return self._gettext(_NOT_KNOWN)
        if is_share(unit):
            return f"{shown}\N{NO-BREAK SPACE}%"
        if unit == SOLES:
            return f"{unit}\N{NO-BREAK SPACE}{shown}"
        return f"{shown}\N{NO-BREAK SPACE}{unit}" if unit else shown

    def parted(self, shown: str) -> str:
        """Return a figure for a narrow column: its unit may stand under its number, so that no word is broken."""
        return shown.replace("\N{NO-BREAK SPACE}", " ")

    def target(self, indicator: Json, year: str = "") -> str:
        """Return what was asked of a year (that of the report if none is named) with its unit, a dash where nothing was."""
        year = year or str(self.document["year"])
        if year not in indicator["targets"]:
            return NOTHING_ASKED
        if year == str(self.document["year"]):
            return self.figure(f"{indicator['code']}.target")
        return self.with_unit(indicator["targets"][year], indicator["measure"])

    def light(self, name: str) -> str:
        """Return the light of a figure as it is said, '' where it has none: a value that nothing judges is not called missing."""
        code, _dot, of = name.rpartition(".")
        found, value = self.document["figures"][name], f"{code}.value"
        if found["shown"] is None and of == "type_1" and self._is_known(value):
            return UNJUDGED
        own = [f"{each['code']}.value" for each in self._indicators.values() if each["of"] == code]
        if found["shown"] is None and of in _OF_ITS_OWN and any(map(self._is_known, own)):
            return UNJUDGED
        is_open = self.outstanding(name).get("sure") is False or self._too_few(name)
        return INCOMPLETE if is_open else str(found.get("light", ""))

    def _is_known(self, name: str) -> bool:
        return self.document["figures"].get(name, {}).get("shown") is not None

    def reason(self, name: str) -> str:
        """Return why there is no figure, '' where there is one."""
        return str(self.document["figures"][name].get("reason", ""))

    def indicators(self, codes: Sequence[str]) -> list[Json]:
        """Return the indicators with these codes."""
        return [self._indicators[code] for code in codes]

    def actions(self, codes: Sequence[str]) -> list[Json]:
        """Return the actions with these codes."""
        return [self._actions[code] for code in codes]

    def text(self, place: str) -> list[Json]:
        """Return what is written in a place, in its blocks."""
        blocks: list[Json] = self.document["texts"].get(place, [])
        return blocks

    def marks(self, about: str) -> list[int]:
        """Return the numbers of the footnotes about something."""
        return [each["number"] for each in self.document["notes"] if each["about"] == about]

    def notes(self, abouts: Sequence[str]) -> list[Json]:
        """Return the footnotes about any of these."""
        return [each for each in self.document["notes"] if each["about"] in abouts]

    @property
    def until(self) -> Period | None:
        """The part of a year that is followed up, None where the report evaluates a year."""
        period = period_of(self.document["period"])
        return None if period.span is Span.YEAR else period

    @property
    def overdue(self) -> list[Json]:
        """The indicators of which a value was due by the end of the part of the year and is not there."""
        return [each for each in self._indicators.values() if each.get("followed", {}).get("due")]

    @property
    def critical(self) -> list[Json]:
        """The critical actions."""
        return [each for each in self.document["actions"] if each["critical"]]

    @property
    def enough(self) -> bool:
        """Whether so much of the year was known that the figure of the plan has a light, judged when it was written.

        Documents from before that was written down are not judged anew: their PDFs were printed by the rules of then.
        """
        return bool(self.document.get("enough", True))

    @property
    def judged(self) -> bool:
        """Whether it was written down if enough of the year was known."""
        return "enough" in self.document

    @property
    def coverage(self) -> Coverage:
        """Of how many indicators of actions the year is known; of those of objectives where no action has one."""
        year, actions = str(self.document["year"]), self._actions
        every = self._indicators.values()
        counted = [each for each in every if each["of"] in actions] or every
        return coverage(each["values"].get(year) is not None for each in counted)

    @property
    def by_priority(self) -> list[Json]:
        """The objectives, the one with the highest priority first; those without one last."""
        return sorted(self.document["objectives"], key=lambda each: each["priority"] or 10**9)

    @property
    def target_years(self) -> list[str]:
        """The years that any indicator has a target for."""
        return sorted({year for each in self._indicators.values() for year in each["targets"]})

    @property
    def value_years(self) -> list[str]:
        """The years of the plan up to that of the report, of which values are shown."""
        first = self.document["plan"]["period"][0]
        return [str(year) for year in range(first, self.document["year"] + 1)]


def title(document: Json, gettext: Gettext) -> str:
    """Return what stands on top."""
    plan = document["plan"]
    words = {"year": document["year"], "plan": plan["name"] or plan["code"]}
    part = period_of(document["period"])
    if part.span is not Span.YEAR:
        message = gettext("Follow-up report, quarter %(number)s of %(year)s · %(plan)s")
        return message % (words | {"number": part.number})
    return gettext("Annual evaluation %(year)s · %(plan)s") % words


def file_name(code: str, period: str, edition: int, gettext: Gettext) -> str:
    """Return the name under which a browser saves it; edition 0 is a draft."""
    draft = gettext("draft")
    return f"{code}-{period}-{edition or draft}.pdf"


def html(
    document: Json, *, gettext: Gettext, ngettext: Ngettext, language: str, draft: bool = False
) -> str:
    """Return a report as the HTML that is printed."""
    return render(
        "plan_report.html",
        gettext=gettext,
        ngettext=ngettext,
        language=tag(language),
        zone=zones.zone(document["process"].get("time_zone", zones.DEFAULT)),
        title=title(document, gettext),
        process=document["plan"]["organisation"] or document["process"]["name"],
        simulated=document["process"]["simulated"],
        digest="" if draft else sha256(document),
        draft=draft,
        report=document,
        told=Told(document, gettext),
    )


def pdf(
    document: Json, *, gettext: Gettext, ngettext: Ngettext, language: str, draft: bool = False
) -> bytes:
    """Return a report as PDF/UA on A4."""
    source = html(document, gettext=gettext, ngettext=ngettext, language=language, draft=draft)
    return print_pdf(source, title=title(document, gettext), language=tag(language))


def tag(language: str) -> str:
    """Return the language of a document with its country, where the country spells numbers and days its own way."""
    return "es-PE" if language == "es" else language
