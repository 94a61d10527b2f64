"""What was done to a plan since a moment, as the journal tells it: for the page and the letters of those who work on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Plan, User
from smd_workshop.processes import journal

#: What happens to a plan, as the journal calls it, in words.
HAPPENED: Final = {
    "publish measurement": N_("Values published"),
    "validate measurement": N_("Values validated"),
    "enter measurement": N_("Values entered"),
    "compute measurements": N_("Values computed by formulas"),
    "decide proposal": N_("Proposals of a workshop decided"),
    "begin plan review": N_("A workshop begun that evaluates the plan"),
    "seal report": N_("A report sealed"),
    "write passage": N_("Texts of a report written"),
    "change ficha": N_("Fichas corrected"),
    "import plan": N_("Contents brought from a file"),
    "change plan": N_("Name or state of the plan changed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened to a plan under one verb: how often, to which codes, by whom, when last."""

    verb: str
    many: int
    codes: tuple[str, ...]
    who: tuple[str, ...]
    last: datetime


def changed_since(plan: Plan, since: datetime, but: int | None = None) -> list[Changed]:
    """Return what was done to a plan after a moment by anybody `but` one, what the public notices first."""
    found: dict[str, list[tuple[datetime, int | None, list[str]]]] = {}
    for row in journal.told(plan.process, *HAPPENED, since=since):
        if row.detail.get("plan") == plan.code and (row.user_id is None or row.user_id != but):
            said = [str(row.detail[name]) for name in ("indicator", "code") if name in row.detail]
            found.setdefault(row.verb, []).append((row.at, row.user_id, said))
    return [
        Changed(
            verb, len(rows),
            tuple(dict.fromkeys(code for _at, _who, said in rows for code in said)),
            tuple(dict.fromkeys(_name(who) for _at, who, _said in rows if who is not None)),
            max(at for at, _who, _said in rows),
        )
        for verb in HAPPENED
        if (rows := found.get(verb))
    ]  # fmt: skip


def _name(user_id: int) -> str:
    user = db.session.get(User, user_id)
    return user.staff_name if user else ""
