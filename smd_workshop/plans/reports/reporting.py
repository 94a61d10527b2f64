"""Reports on a plan: what is looked at before one is sealed, and the sealed editions, which stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.passages import blocks_of
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.models import Plan, PlanIndicator, PlanReport
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation.sentences import reference
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reports import passages, places
from smd_workshop.plans.reports.assessing import Assessed
from smd_workshop.plans.reports.report_contents import Json, contents
from smd_workshop.processes import journal

LONGEST_REASON: Final = 500
#: What two editions may differ in and yet say the same.
_OF_EDITION: Final = ("edition", "reason", "day", "enough")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found before sealing: where, why, and whether it stops the seal or is to be confirmed."""

    why: Sentence
    place: str = ""
    #: Under which a person says that it was looked at; '' where it has to be put right first.
    key: str = ""


def of_plan(plan: Plan) -> list[PlanReport]:
    """Return the sealed editions on a plan, the latest period first, of one period the newest first."""
    query = select(PlanReport).where(PlanReport.plan_id == plan.id)
    return sorted(
        db.session.scalars(query),
        key=lambda each: (period_of(each.period).last, each.period, each.edition),
        reverse=True,
    )


def of_period(plan: Plan, period: Period) -> list[PlanReport]:
    """Return the sealed editions of one period, the newest first."""
    return [each for each in of_plan(plan) if each.period == str(period)]


def find(plan: Plan, period: str, edition: int) -> PlanReport:
    """Return a sealed edition, or raise NotFound."""
    for each in of_plan(plan):
        if (each.period, each.edition) == (period, edition):
            return each
    raise NotFound


def next_edition(plan: Plan, period: Period) -> int:
    """Return the number of the edition that would be sealed next."""
    return max((each.edition for each in of_period(plan, period)), default=0) + 1


def draft(of: Assessed, today: date, reason: str = "") -> Json:
    """Return the report as it would be sealed today; Invalid where a passage refers to a figure that is gone."""
    edition = next_edition(of.plan, of.period)
    return contents(of, today, edition=edition, reason=reason.strip() if edition > 1 else "")


def findings(of: Assessed) -> list[Finding]:
    """Return what stands in the way of the seal, and what somebody must have looked at."""
    return [*_not_public(of.plan), *_passages(of), *_waiting(of), *_missing(of), *_by_hand(of)]


def empty_parts(of: Assessed) -> list[places.Place]:
    """Return the places that may stay empty and are: the report is printed without them."""
    written = passages.of(of.plan, of.period)
    return [
        place
        for place in places.places_of(of.plan, of.found, of.period)
        if not place.needed and not (place.key in written and written[place.key].text)
    ]


def _not_public(plan: Plan) -> list[Finding]:
    if plans.is_public(plan):
        return []
    return [
        Finding(
            Sentence(N_("Nobody can read the plan yet. Register it first: its report is public."))
        )
    ]


def _passages(of: Assessed) -> list[Finding]:
    """Return the places that must not stay empty, and the passages whose figures are gone."""
    written = passages.of(of.plan, of.period)
    known = [*places.places_of(of.plan, of.found, of.period), *places.notes_of(of.plan, of.period)]
    found = []
    for place in known:
        text = written[place.key].text if place.key in written else ""
        if place.needed and not text:
            found.append(Finding(Sentence(N_("Nothing is written here yet.")), place.key))
        try:
            blocks_of(text, of.figures)
        except Invalid as refusal:
            found.append(Finding(Sentence(refusal.message, refusal.params), place.key))
    return found


def _waiting(of: Assessed) -> list[Finding]:
    """Return the values of the year that are not public yet: the report would not know them."""
    codes = [each.code for each in of.plan.indicators if _waits(each, of.period)]
    message = N_(
        "%(code)s has a value that is not published. The report would be sealed without it."
    )
    return [Finding(Sentence(message, {"code": code}), key=f"waiting {code}") for code in codes]


def _missing(of: Assessed) -> list[Finding]:
    """Return, as one point, of how many indicators that were asked for the year nothing is published."""
    year = of.period.year
    asked = [each for each in of.plan.indicators if _is_asked(each, of)]
    missing = [each for each in asked if values.is_missing(each, year, of.until)]
    if all(_waits(each, of.period) or year in values.by_year(each, of.until) for each in missing):
        return []  # said of each already: that it waits, or in public that nobody knows it
    codes = [each.code for each in missing]
    message = N_(
        "Indicators without a value of %(year)s: %(many)s of %(of)s. The report would be sealed without them: %(codes)s."
    )
    params = {
        "many": len(codes),
        "of": len(asked),
        "year": str(of.period),
        "codes": ", ".join(codes),
    }
    return [Finding(Sentence(message, params), key=f"missing {' '.join(codes)}")]


def _is_asked(indicator: PlanIndicator, of: Assessed) -> bool:
    """Say whether a value of a year is waited for: it has a target or a value, or no target of any year."""
    targets, year = values.targets(indicator), of.period.year
    return (
        not targets
        or targets.get(year) is not None
        or values.by_year(indicator, of.until).get(year) is not None
    )


def _waits(indicator: PlanIndicator, of: Period) -> bool:
    return any(
        period.year == of.year and period.last <= of.last and row.state != "published"
        for period, row in values.heads(indicator).items()
    )


def _by_hand(of: Assessed) -> list[Finding]:
    """Return what was typed where a reference could stand."""
    try:
        typed = contents(of, date.min, edition=1)["by_hand"]
    except Invalid:
        return []  # said already: a reference is wrong
    return [
        Finding(_typed(each), each["place"], f"{each['place']} {each['text']}") for each in typed
    ]


def _typed(each: Json) -> Sentence:
    params: dict[str, Any] = {"text": each["text"]}
    if each["like"]:
        names = ", ".join(map(reference, each["like"][:3]))
        return Sentence(
            N_("“%(text)s” was typed. If it is a figure of the plan, refer to it: %(names)s."),
            params | {"names": names},
        )
    return Sentence(
        N_("“%(text)s” was typed and is no figure of the plan. The report will list it as such."),
        params,
    )


def seal(
    of: Assessed,
    document: Json,
    files: tuple[str, str],
    at: datetime,
    user_id: int | None,
    *,
    today: date,
    confirmed: Collection[str],
) -> PlanReport:
    """Keep an edition for good; `files` are the digests of its PDF and of the plan it was counted from.

    Raises WrongState where something stands in the way, was not looked at, or is no longer what was printed.
    """
    check(of, confirmed, document["reason"])
    if draft(of, today, document["reason"]) != document:
        raise WrongState(N_("Something changed while the report was being made. Look at it again."))
    pdf_sha256, plan_sha256 = files
    row = PlanReport(
        plan_id=of.plan.id, period=str(of.period), edition=document["edition"],
        reason=document["reason"], document=document, data_sha256=sha256(document),
        pdf_sha256=pdf_sha256, plan_sha256=plan_sha256, sealed_by_id=user_id, sealed_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # two who seal at once are told apart here
    journal.record(
        "seal report", at, process=of.plan.process, user_id=user_id, reason=row.reason,
        plan=of.plan.code, period=row.period, edition=row.edition,
        data_sha256=row.data_sha256, pdf_sha256=pdf_sha256,
    )  # fmt: skip
    return row


def check(of: Assessed, confirmed: Collection[str], reason: str) -> None:
    """Raise why a report cannot be sealed now: WrongState for what is missing or not confirmed, Invalid without a reason."""
    found = findings(of)
    if any(not each.key for each in found):
        raise WrongState(
            N_("The report cannot be sealed yet. What is missing stands on this page.")
        )
    if any(each.key not in confirmed for each in found):
        raise WrongState(N_("Say of each point that you have looked at it."))
    if next_edition(of.plan, of.period) > 1 and not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            N_(
                "Write why there is another edition, in at most %(most)s characters. Everybody reads it."
            ),
            most=LONGEST_REASON,
        )


def said_already(of: Assessed) -> PlanReport | None:
    """Return the newest edition if it says what a report would say now, so that there is nothing to seal."""
    former = of_period(of.plan, of.period)
    if not former or _said(draft(of, date.min)) != _said(former[0].document):
        return None
    return former[0]


def _said(document: Json) -> Json:
    return {key: part for key, part in document.items() if key not in _OF_EDITION}
