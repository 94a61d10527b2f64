"""Editions of the FODA report: what it said when somebody sealed it, kept for good with who, when and why."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.recount import tally
from smd_workshop.models import FodaEdition, Item, Process
from smd_workshop.processes import journal
from smd_workshop.publishing.public_factors import Factor
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.strategy import foda
from smd_workshop.strategy.foda import FodaReport
from smd_workshop.strategy.scorecards.editions import LONGEST_REASON, numbered
from smd_workshop.strategy.scorecards.showing import ScorecardShown

Json = dict[str, Any]
FORMAT: Final = "smd-foda/1"
#: Decimals of a figure in the document: more than any page shows.
PLACES: Final = 6


def of(process: Process) -> list[FodaEdition]:
    """Return the editions of a process, the newest first."""
    query = select(FodaEdition).where(FodaEdition.process_id == process.id)
    return list(db.session.scalars(query.order_by(FodaEdition.number.desc())))


def find(process: Process, number: int) -> FodaEdition:
    """Return the edition with this number, or raise NotFound."""
    return numbered(of(process), number)


def seal(process: Process, at: datetime, user_id: int | None, reason: str = "") -> FodaEdition:
    """Keep what the report says now as its next edition; the first needs no reason.

    Raises Invalid without a public factor, or without a reason where there is an edition; WrongState where the report
    says what the last edition says.
    """
    reason, before = within(reason, LONGEST_REASON), of(process)
    report = foda.report_of(process, day_of(at, process.time_zone))
    if not report.factors:
        raise Invalid(N_("There is no public factor yet."))
    document = document_of(report)
    digest = tally.sha256(document)
    if before and before[0].data_sha256 == digest:
        raise WrongState(
            N_("The report says what edition %(number)s says."), number=before[0].number
        )
    if before and not reason:
        raise Invalid(N_("Write why there is another edition. The public can read it."))
    made = FodaEdition(
        process_id=process.id, number=1 + len(before), reason=reason, document=document,
        data_sha256=digest, published_at=at, published_by_id=user_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # who seals next must find it
    journal.record(
        "seal FODA report", at, process=process, user_id=user_id, reason=reason,
        edition=made.number, sha256=digest,
    )  # fmt: skip
    return made


def is_changed(report: FodaReport, newest: FodaEdition) -> bool:
    """Say whether the report says something else than an edition."""
    return tally.sha256(document_of(report)) != newest.data_sha256


def document_of(report: FodaReport) -> Json:
    """Return the report as smd-foda/1: all that its page says, and of each vote the digest of what was counted."""
    process = report.process
    return {
        "format": FORMAT,
        "process": process.code,
        "simulated": process.simulated,
        "quadrants": [
            {
                "code": each.group.code, "name": each.group.many, "helps": each.group.helps,
                "within": each.group.within, "factors": [_factor(one) for one in each.factors],
            }
            for each in report.quadrants
        ],
        "unweighed": report.unweighed,
        "themes": [
            {
                "code": each.code or "", "name": _name(each),
                "factors": [str(one.item.code) for one in report.of_theme(each)],
            }
            for each in report.themes
        ],
        "scorecards": [_scorecard(each) for each in report.scorecards],
        "votes": [_vote(each) for each in report.votes],
        "notes": list(process.notes),
    }  # fmt: skip


def _factor(each: Factor) -> Json:
    return {
        "code": str(each.item.code), "wording": each.item.wording, "evidence": each.item.evidence,
        "themes": [_name(theme) for theme in each.themes],
        "weight": None if each.weight is None else round(each.weight, PLACES),
        "decimals": each.places, "unweighed": each.unweighed,
    }  # fmt: skip


def _name(theme: Item) -> str:
    return theme.short or theme.wording


def _scorecard(shown: ScorecardShown) -> Json:
    return {
        "name": shown.scorecard.name,
        "perspectives": [
            {
                "name": row.row.name,
                "objectives": [
                    {
                        "code": str(each.item.code), "wording": each.item.wording,
                        "themes": [_name(theme) for theme in each.themes],
                    }
                    for each in row.objectives
                ],
            }
            for row in shown.perspectives
        ],
    }  # fmt: skip


def _vote(view: ResultView) -> Json:
    rows = view.findings.grid.rows if view.findings is not None else ()
    return {
        "workshop": view.workshop.code, "round": view.round.number, "title": view.round.title,
        "method": view.round.method_id, "input_sha256": [part.input_sha256 for part in view.parts],
        "options": [
            {
                "code": row.code, "outcome": row.outcome,
                "value": None if row.value is None else round(row.value, PLACES),
                "interval": row.interval and [round(end, PLACES) for end in row.interval],
            }
            for row in rows
        ],
    }  # fmt: skip
