"""A round's result as it is read: stored figures, the roll, the words, the dissent.

Nothing is counted here again but a nominal round that is shown while it is open.
"""

import threading
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import NotFound
from smd_workshop.core.excerpts import shortened
from smd_workshop.database import db
from smd_workshop.library.facets import Opposition, Turnout
from smd_workshop.library.method import Labels
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally
from smd_workshop.models import (
    Contribution,
    Result,
    Roll,
    Round,
    Sector,
)
from smd_workshop.processes import protocols, vocabulary
from smd_workshop.rounds import lots
from smd_workshop.rounds.ballots import casting, late_ballots
from smd_workshop.rounds.ballots import reasons as moderation
from smd_workshop.rounds.count import counting, protection
from smd_workshop.rounds.results.result_views import Dissent, Part, ResultView, RollRow, Said
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.series import repeating, threads

LONGEST_IN_CHART = 140
#: Counts of rounds that are still open, by the digest of their ballots.
_live: Bounded[str, dict[str, Any]] = Bounded("running results", 32)
#: One count at a time: hundreds of phones may ask for the same one, while others vote.
_counting = threading.Lock()


def public_may_see(round_: Round) -> bool:
    """Say whether anybody may see the result of this round."""
    return round_.state == "published"


def shown_early(round_: Any) -> str | None:
    """Return "live" or "after_vote" where a round by name, or what is read of it, shows its result early."""
    waits = round_.state not in {"open", "closed"} or round_.visibility == "publication"
    if waits or round_.secrecy != "nominal" or round_.step != "vote":
        return None
    return str(round_.visibility)


def room_may_see(round_: Round) -> bool:
    """Say whether the whole room may see it: when published, or as it grows where that was said."""
    return public_may_see(round_) or shown_early(round_) == "live"


def seat_may_see(round_: Round, voter: casting.Voter) -> bool:
    """Say whether this seat may see it: when published, or earlier in a nominal round that said so."""
    if voter.process_id != round_.workshop.process_id:
        return False
    if room_may_see(round_):
        return True
    return shown_early(round_) == "after_vote" and casting.has_voted(round_, voter.seat_id)


def staff_may_see(round_: Round) -> bool:
    """Say whether the facilitator may see it: from the close on, and while the whole room does."""
    return round_.state in {"closed", "published", "annulled"} or room_may_see(round_)


def view(
    round_: Round, *, staff: bool = False, voter: casting.Voter | None = None, wall: bool = False
) -> ResultView:
    """Return what the reader may see of the result, or raise NotFound.

    The public sees published rounds (and of an annulled one the reason), staff see from the close
    on what the public will see, a seat what its nominal round promised: all figures that would be
    published if it closed now (a round by name hides none), and no reason that is not public yet;
    the wall the same of a round that the whole room sees.
    """
    if not _may_see(round_, staff=staff, voter=voter, wall=wall):
        raise NotFound
    live = round_.state == "open"
    parts = _live_parts(round_) if live else _stored_parts(round_)
    roll = _live_roll(round_) if live else frozen_roll(round_)
    moderated = public_may_see(round_) or (staff and round_.state == "closed")
    reasons = _reasons(round_) if moderated else ()
    unshown = _unshown(round_, parts) if moderated else 0
    shown = ResultView(
        process=round_.workshop.process,
        workshop=round_.workshop,
        round=round_,
        method=METHODS.get(round_.method_id or ""),
        parts=parts,
        labels=labels(round_, parts),
        roll=roll,
        late=0 if live else late_ballots.count_late(round_),
        reasons=reasons,
        dissent=_dissent(round_, parts, reasons),
        notes=_notes(round_),
        from_documents=_notes(round_, Contribution.channel == "document"),
        unshown=unshown,
        unread=moderation.counts(round_)["pending"] if unshown else 0,
        preview=staff and round_.state == "closed",
        live=live,
        suppressed=_suppressed(parts),
        moved=repeating.shown(round_) if staff else repeating.told(round_),
        series_lasts=threads.lasts(round_),
    )
    shown.bounds.update(_bounds(shown))
    return shown


def _may_see(round_: Round, *, staff: bool, voter: casting.Voter | None, wall: bool) -> bool:
    seat = (voter is not None and seat_may_see(round_, voter)) or (wall and room_may_see(round_))
    known = public_may_see(round_) or round_.state == "annulled"
    return known or seat or (staff and staff_may_see(round_))


def labels(round_: Round, parts: Sequence[Part] = ()) -> Labels:
    """Return the words of a round for charts: codes accompany the wording, sectors have their names."""
    return Labels(
        options={
            o.code: shortened(f"{o.code} · {o.wording}", LONGEST_IN_CHART) for o in round_.options
        },
        sectors={s.code: s.name for s in round_.workshop.process.sectors}
        | {each["code"]: each["name"] for part in parts for each in _together(part)},
        groups=vocabulary.grouping_of(round_.workshop.process).names,
        weights={
            code: float(Fraction(weight))
            for code, weight in protocols.weights(round_.workshop.process).items()
        },
    )


def _stored_parts(round_: Round) -> tuple[Part, ...]:
    if round_.state == "annulled":
        return ()
    rows = db.session.scalars(select(Result).where(Result.round_id == round_.id))
    by_code = {row.part: row for row in rows}
    order = ["", *(o.code for o in round_.options)]
    return tuple(_part(round_, by_code[code]) for code in order if code in by_code)


def _part(round_: Round, row: Result) -> Part:
    protected = "disclosure" in row.shown
    return Part(
        row.part, row.method_id, row.method_version, row.shown, row.input_sha256, row.computed_at,
        protected, None if protected else row.tally, lots.shown(round_, row),
    )  # fmt: skip


def _live_parts(round_: Round) -> tuple[Part, ...]:
    """Count a round as it stands; kept by the digest of its ballots, not by their number."""
    parts = []
    for code, document in counting.tally_documents(round_):
        digest = tally.sha256(document)
        with _counting:
            result = _live.get(digest)
            if result is None:
                result = _live.put(digest, protection.of_open(round_, tally.recount(document)))
        parts.append(
            Part(
                code,
                str(round_.method_id),
                result["version"],
                result,
                digest,
                None,
                protected=False,
            )
        )
    return tuple(parts)


def stage(shown: ResultView) -> tuple[object, ...]:
    """Return what tells one state of an early result from another: nothing that it does not show."""
    digests = tuple(part.input_sha256 for part in shown.parts)
    roll = tuple((row.code, row.eligible, row.present, row.voted) for row in shown.roll)
    return shown.round.id, shown.round.revision, digests, roll


def frozen_roll(round_: Round) -> tuple[RollRow, ...]:
    """Return the roll as it was frozen at close, in the order of the sectors."""
    share = str(protocols.value(round_.workshop.process, "quorum_share"))
    rows = db.session.execute(
        select(Roll, Sector)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
        .order_by(Sector.position, Sector.id)
    )
    return tuple(
        RollRow(
            sector.code, sector.name, sector.position, roll.eligible, roll.present, roll.voted,
            roll.channels, attendance.quorum(roll.eligible, share), roll.added,
        )
        for roll, sector in rows
    )  # fmt: skip


def _live_roll(round_: Round) -> tuple[RollRow, ...]:
    share = str(protocols.value(round_.workshop.process, "quorum_share"))
    return tuple(
        RollRow(
            row.sector.code, row.sector.name, row.sector.position, row.eligible, row.present,
            row.answered, {}, row.needed,
        )
        for row in attendance.presence(round_.workshop, round_, share)
    )  # fmt: skip


def _notes(round_: Round, *which: ColumnElement[bool]) -> int:
    if round_.step != "collect":
        return 0
    kept = select(func.count()).where(
        Contribution.round_id == round_.id, Contribution.withdrawn.is_(False), *which
    )
    return db.session.scalar(kept.select_from(Contribution)) or 0


def _reasons(round_: Round) -> tuple[Said, ...]:
    """Return the reasons that moderation let through; sorted by text, for their ids tell nothing."""
    order = {o.code: o.position for o in round_.options}
    sectors = {s.id: s.code for s in moderation.named_sectors(round_)}
    let_through = (each for of in moderation.shown(round_).values() for each in of)
    rows = sorted(let_through, key=lambda r: order.get(r.option_code, len(order)))
    return tuple(Said(r.option_code, sectors.get(r.sector_id or 0), r.stance, r.text) for r in rows)


def _unshown(round_: Round, parts: tuple[Part, ...]) -> int | None:
    """Count the reasons that are not shown; a reason for a low mark says that there is a low mark."""
    if any(part.protected for part in parts):
        return None
    return moderation.not_shown(round_) if round_.state in {"closed", "published"} else 0


def _suppressed(parts: tuple[Part, ...]) -> frozenset[str]:
    hidden: set[str] = set()
    for part in parts:
        hidden |= set(part.document.get("disclosure", {}).get("suppressed", ()))
    return frozenset(hidden)


def _together(part: Part) -> Sequence[Mapping[str, Any]]:
    """Return what a part shows as one: {code, name, sectors, people}."""
    told: Sequence[Mapping[str, Any]] = part.document.get("disclosure", {}).get("together", ())
    return told


def _dissent(
    round_: Round, parts: tuple[Part, ...], reasons: tuple[Said, ...]
) -> tuple[Dissent, ...]:
    """Return who stands against what, as each method reads it from its shown result, and why.

    Beside a sector too small to be named with a reason stands none: it is among the reasons of everybody.
    """
    named = {sector.code for sector in moderation.named_sectors(round_)}
    small = {sector.code for sector in round_.workshop.process.sectors} - named
    found: dict[str, list[Opposition]] = {}
    for part in parts:
        method = METHODS.get(part.method_id)
        if method is not None:
            for code, opposed in method.publishing.dissent(part.code, part.document):
                found.setdefault(code, []).append(opposed)
    return tuple(
        Dissent(
            code,
            tuple(opposed),
            ()
            if small & {o.sector for o in opposed}
            else tuple(r for r in reasons if r.option == code),
        )
        for code, opposed in found.items()
    )


def _bounds(shown: ResultView) -> dict[str, tuple[float, float]]:
    """Where the main figures would end if all who are missing had said the lowest, or the highest."""
    if not shown.missing:
        return {}
    turnout = {
        row.code: Turnout(row.voted, row.eligible - row.voted, shown.labels.weight(row.code))
        for row in shown.roll
    }
    found: dict[str, tuple[float, float]] = {}
    for part in shown.parts:
        method = METHODS.get(part.method_id)
        if method is not None:
            found |= method.publishing.bounds(part.document, turnout)
    return found
