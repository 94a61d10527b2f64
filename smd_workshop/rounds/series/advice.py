"""What the rule of the protocol says of a question: ask it again or leave it, and whether that was followed."""

from datetime import datetime

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.repeating import GOES_ON, StopRule
from smd_workshop.models import Round, Workshop
from smd_workshop.processes import protocols
from smd_workshop.rounds import store
from smd_workshop.rounds.series import repeating, threads


def due(workshop: Workshop) -> Round | None:
    """Return the round that the rule says to ask again, the last one counted; None once something else was asked or decided."""
    counted = [
        r for r in workshop.rounds if r.closed_at and r.step == "vote" and r.state != "annulled"
    ]
    last = max(counted, key=lambda r: (r.closed_at, r.id), default=None)
    if last is None or last.state != "published" or threads.was_ended(last):
        return None
    going = [r for r in workshop.rounds if r.state != "annulled" and r is not last]
    if any(r.opened_at and last.closed_at and r.opened_at > last.closed_at for r in going):
        return None  # who opened something else has gone on
    if any(store.repeats(r) is last for r in going):
        return None
    return last if _goes_on(last) else None


def _goes_on(round_: Round) -> bool:
    advice = (repeating.shown(round_) or {}).get("advice")
    return advice in GOES_ON if advice else too_seldom(round_) is not None


def too_seldom(round_: Round) -> StopRule | None:
    """Return the rule where a published round is the last that asked its question, which was asked less often than the rule says.

    None where it was, where no rule was agreed, and for a method of which two rounds are not compared.
    """
    method, rule = METHODS.get(round_.method_id or ""), protocols.stop_rule(round_.workshop.process)
    if method is None or method.stability.compare is None or rule is None:
        return None
    if round_.state != "published" or repeating.held(round_) >= rule.at_least:
        return None
    later = store.asked_again_by(round_)
    return rule if later is None or later.opened_at is None else None


def may_end(round_: Round) -> bool:
    """Say whether staff may say of a round that it is not asked again: something pairs its ballots, or the rule says ask."""
    return threads.lasts(round_) or due(round_.workshop) is round_


def end(round_: Round, at: datetime, user_id: int | None) -> None:
    """Let staff say that a question is not asked again: what pairs its ballots is destroyed, the rule's advice is left.

    Raises WrongState as threads.end_by_hand().
    """
    store.lock(round_)
    if threads.lasts(round_) or not may_end(round_):
        threads.end_by_hand(round_, at, user_id)
    else:
        threads.leave(round_, at, user_id)
