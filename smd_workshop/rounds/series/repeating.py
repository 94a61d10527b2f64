"""A round that asks the same again: what moved since the round before, and what is asked next."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.method import Method
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import repeating
from smd_workshop.library.recount.stability import People, compared, read_unnamed
from smd_workshop.library.schemas import FormatError
from smd_workshop.models import (
    KeptOption,
    Option,
    Participation,
    Repetition,
    Result,
    Round,
    Sector,
    Workshop,
)
from smd_workshop.processes import protocols
from smd_workshop.rounds import store
from smd_workshop.rounds.count import protection
from smd_workshop.rounds.series import threads

Json = dict[str, Any]


def compare(round_: Round, at: datetime) -> None:
    """Store what moved since the counted round that this one repeats; then the threads that led there go.

    Where the rule says stop, the series ends.
    """
    before = store.repeats(round_)
    method = METHODS.get(round_.method_id or "")
    if (
        before is None
        or before.state == "annulled"
        or method is None
        or method.stability.compare is None
    ):
        return
    db.session.flush()
    first, second = _results(before), _results(round_)
    if not first or not second:
        return
    try:
        document, shown = _compared(round_, before, method, (first, second))
    except FormatError as error:
        document, shown = None, {"refused": error.message, "params": error.params}
    db.session.add(
        Repetition(
            round_id=round_.id, before_id=before.id, document=document, shown=shown, computed_at=at
        )
    )
    threads.forget([before])
    if shown.get("advice") in repeating.STOPS:
        threads.end(round_, at)


def _results(round_: Round) -> dict[str, Result]:
    rows = db.session.scalars(select(Result).where(Result.round_id == round_.id))
    return {row.part: row for row in rows}


def _compared(
    round_: Round,
    before: Round,
    method: Method,
    results: tuple[dict[str, Result], dict[str, Result]],
) -> tuple[Json, Json]:
    people, way = _people(round_, before, method)
    first, second = results
    enough = protection.small_cell(round_) if way == "people" and round_.secrecy == "secret" else 0
    groups = _groups(before, round_, people)
    found: dict[str, repeating.Compared] = {}
    for part, now in second.items():
        then = first.get(part)
        if then is not None:
            one, other = (read_unnamed(each.tally, each.document) for each in (then, now))
            both = compared(one, other, people)
            found[part] = repeating.Compared(both, then.shown, now.shown, enough, groups)
    if not found:
        raise FormatError("options", N_("nothing of it was asked before"))
    shown = repeating.facts(
        method, found, way, held(round_), protocols.stop_rule(round_.workshop.process)
    )
    asked, known = {o.code for o in round_.options}, _labels(before)
    shown["dropped"] = {o.code: known.get(o.code) for o in before.options if o.code not in asked}
    shown["kept"] = kept(round_)
    # Papers of a secret round name nobody: who answered on one is not paired.
    shown["unpaired"] = 0 if way == "results" else _both(before, round_).total() - shown["paired"]
    shown["beyond"] = _stopped(before)
    return {part: each.found for part, each in found.items()}, shown


def _people(round_: Round, before: Round, method: Method) -> tuple[People, repeating.Way]:
    """Return who answered both rounds; what they said only where the method compares it and somebody may know."""
    stayed = _both(before, round_)
    left, joined = (many - stayed.total() for many in (_voted(before), _voted(round_)))
    if method.stability.apart is None:
        return People(stayed, left, joined, ()), "results"
    pairs = threads.pairs(before, round_)
    if pairs is None:
        return People(stayed, left, joined, None), "distributions"
    return People(Counter(pair.sector for pair in pairs), left, joined, pairs), "people"


def _groups(before: Round, after: Round, people: People) -> tuple[int, ...]:
    """Return how many of each sector are paired, and how many of each are in one round and not among the pairs."""
    rows = db.session.execute(
        select(Participation.round_id, Sector.code, func.count())
        .join(Sector, Participation.sector_id == Sector.id)
        .where(Participation.round_id.in_([before.id, after.id]))
        .group_by(Participation.round_id, Sector.code)
    )
    alone = (many - people.stayed.get(sector, 0) for _round, sector, many in rows)
    return (*people.stayed.values(), *alone)


def _both(before: Round, after: Round) -> Counter[str]:
    """Return how many of each sector answered both."""
    then = select(Participation.seat_id).where(Participation.round_id == before.id)
    rows = db.session.scalars(
        select(Sector.code)
        .join(Participation, Participation.sector_id == Sector.id)
        .where(Participation.round_id == after.id, Participation.seat_id.in_(then))
    )
    return Counter(rows)


def _voted(round_: Round) -> int:
    query = select(func.count()).where(Participation.round_id == round_.id)
    return db.session.scalar(query.select_from(Participation)) or 0


def held(round_: Round) -> int:
    """Return how often a question was asked: this round and those that it repeats, one after the other."""
    return len(rounds_of(round_))


def rounds_of(round_: Round) -> list[Round]:
    """Return the rounds that asked the same, the first one first and this one last; annulled ones do not count."""
    return [
        each for each in reversed(back_from(round_)) if each.state != "annulled" or each is round_
    ]


def back_from(round_: Round) -> list[Round]:
    """Return this round, the one that it asks again, the one before that and so on, annulled ones too."""
    found, seen = [round_], {round_.id}
    while (before := store.repeats(found[-1])) is not None and before.id not in seen:
        found.append(before)
        seen.add(before.id)
    return found


def public(round_: Round) -> bool:
    """Say whether what moved may be read by everybody: of a round before that is not published nothing may be told."""
    before = store.repeats(round_)
    return before is not None and before.state == "published"


def settled(round_: Round) -> frozenset[str]:
    """Return the codes of the items of a counted round that its repetition found stable: they need not be asked again."""
    found = shown(round_)
    return (
        frozenset()
        if found is None or "items" not in found
        else frozenset(repeating.settled(found))
    )


def asked_next(round_: Round) -> list[Option]:
    """Return the options that are put to the vote where a counted round is asked again: all but the settled, all if all are."""
    done = settled(round_)
    return [option for option in round_.options if option.code not in done] or list(round_.options)


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
    return last if (shown(last) or {}).get("advice") in repeating.GOES_ON else None


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


def _labels(round_: Round) -> dict[str, repeating.Label]:
    found = shown(round_) or {}
    return {code: item["label"] for code, item in found.get("items", {}).items()}


def _stopped(round_: Round) -> bool:
    return (shown(round_) or {}).get("advice") in repeating.STOPS


def settled_before(round_: Round) -> dict[str, repeating.Label]:
    """Return what was said of the items of the round that a draft repeats which need not be asked again, by code."""
    before = store.repeats(round_)
    if before is None:
        return {}
    done = settled(before)
    return {code: label for code, label in _labels(before).items() if code in done}


def asked_beyond(round_: Round) -> bool:
    """Say whether a draft asks again although the rule said stop after the round that it repeats."""
    before = store.repeats(round_)
    return before is not None and _stopped(before)


def keep(round_: Round, reasons: Mapping[str, str]) -> None:
    """Note of a draft why it asks settled items all the same, by code; what was noted before goes."""
    db.session.execute(delete(KeptOption).where(KeptOption.round_id == round_.id))
    db.session.add_all(
        KeptOption(round_id=round_.id, code=code, reason=reason.strip())
        for code, reason in reasons.items()
    )
    db.session.flush()


def check_kept(round_: Round) -> None:
    """Raise Invalid where a draft asks a settled item again and nobody said why."""
    reasons, done = kept(round_), settled_before(round_)
    for option in round_.options:
        if option.code in done and not reasons.get(option.code, "").strip():
            raise Invalid(
                N_(
                    "%(code)s was settled in the round before. Leave it out, or write why it is asked again."
                ),
                code=option.code,
            )


def kept(round_: Round) -> dict[str, str]:
    """Return why options that need not be asked again are asked all the same, by code."""
    rows = db.session.execute(
        select(KeptOption.code, KeptOption.reason)
        .where(KeptOption.round_id == round_.id)
        .order_by(KeptOption.code)
    )
    return {code: reason for code, reason in rows}  # noqa: C416


def shown(round_: Round) -> Json | None:
    """Return what can be seen of how opinions moved since the round before (smd-repeated/1); None if nothing is."""
    row = db.session.get(Repetition, round_.id)
    return None if row is None or round_.state == "annulled" else row.shown


def told(round_: Round) -> Json | None:
    """Return the same for everybody: of a round that is not published nothing, nor what was settled between it and the next."""
    found, before = shown(round_), store.repeats(round_)
    if before is None or not public(round_):
        return None
    if found is None or store.repeats(before) is None or public(before):
        return found
    return found | {"dropped": {}, "beyond": False}
