"""A file with lines of plans or of variables: kept when it was sent, judged, and applied as it was shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from reports.sheets.spreadsheets import Remark
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.models import Plan, Process
from smd_workshop.plans.files.outcomes import Outcome
from smd_workshop.web.planner import kept_files
from smd_workshop.web.staff import previews


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file would do, and what is to be known of how it was read."""

    outcome: Outcome
    notes: tuple[Remark, ...]


#: What judges a kept file, of what it is and with the lines that a person says are the same.
Judge = Callable[[Any, kept_files.Kept, Collection[str]], Judged]


def keep_sent(of: Plan | Process, judge: Judge) -> str:
    """Keep the file that was sent and return its name. Raises Invalid where it cannot be read."""
    data, name = previews.sent_file()
    kept = kept_files.Kept(name, data)
    judge(of, kept, ())
    return kept_files.keep(of, kept)


def shown(of: Plan | Process, sent: str, judge: Judge) -> Mapping[str, Any]:
    """Return what the page of a file shows: a verdict per line, those that are refused first."""
    judged = judge(of, kept_files.load(of, sent), ())
    outcome = judged.outcome
    return {
        "sent": sent, "outcome": outcome, "totals": outcome.totals(), "kinds": previews.kinds(),
        "verdicts": sorted(outcome.verdicts, key=lambda v: (v.kind != REFUSED, v.row)),
        "notes": judged.notes,
    }  # fmt: skip


def as_shown(of: Plan | Process, sent: str, judge: Judge) -> Outcome:
    """Return what a file does with what was ticked. Raises Changed where its page showed something else."""
    kept = kept_files.load(of, sent)
    if judge(of, kept, ()).outcome.digest() != request.form.get("outcome"):
        raise previews.Changed
    return judge(of, kept, request.form.getlist("same")).outcome


def tell(totals: Mapping[str, int]) -> None:
    """Say on the next page what became of the lines; of a form that arrived before there are none."""
    told = _("The file was imported: %(parts)s.", parts=previews.counted(totals)) if totals else ""
    flash(told or _("This file was imported when the form arrived first."))
