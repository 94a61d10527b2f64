"""What everybody may see of a count: small sectors hidden, in one round and across rounds that ask the same."""

import secrets
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, or_, select, update

from smd_workshop.core import names
from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.library import disclosure
from smd_workshop.library.recount import tally
from smd_workshop.models import (
    Option,
    Participation,
    Reason,
    Result,
    Roll,
    Round,
    Sector,
    Workshop,
)
from smd_workshop.processes import nameless, protocols
from smd_workshop.rounds import lots

Document = dict[str, Any]


def may_be_named(round_: Round) -> set[int]:
    """Return the ids of the sectors that may stand beside a reason; needs the frozen roll.

    By name too: answers are published by seat then, but who wrote why was promised to stay unsaid.
    """
    sectors = round_.workshop.process.sectors
    if round_.secrecy == "nominal":
        return nameless.sectors_of(round_)
    shown = planned(round_, _voted_by_sector(round_), earlier_of(round_)).shown
    return {s.id for s in sectors if s.code in shown}


def small_cell(round_: Round) -> int:
    """Return from how many answers on a sector is shown apart."""
    return nameless.fewest(round_.workshop.process)


def _voted_by_sector(round_: Round) -> dict[str, int]:
    rows = db.session.execute(
        select(Sector.code, Roll.voted)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
        .order_by(Sector.position)
    )
    return dict(rows.all())


def shows_decision_alone(round_: Round) -> bool:
    """Whether the process chose that no round of it shows more than what was decided."""
    return bool(protocols.value(round_.workshop.process, "decision_alone"))


def guards_repeats(round_: Round) -> bool:
    """Whether the process chose that a round shows no sector of which few people are others than in one before."""
    return bool(protocols.value(round_.workshop.process, "guard_repeats"))


def planned(
    round_: Round,
    voted: Mapping[str, int],
    earlier: Sequence[disclosure.Earlier],
    in_part: Mapping[str, int] | None = None,
) -> disclosure.Disclosure:
    """Return what may be shown of a secret round with these numbers of ballots, by sector.

    `in_part` says how many of them answer the part that is shown. Of a sector that is small no figure depends on it:
    who left a part blank would be read from what is missing. A large one of which few answered the part is hidden.
    """
    enough, now = small_cell(round_), _voters(round_)
    past = disclosure.past_of(now, earlier, enough, guarded=guards_repeats(round_))
    names = protocols.shown_together(round_.workshop.process)
    few = _few(voted, in_part or {}, enough, names)
    return disclosure.plan(
        voted,
        enough,
        strict=shows_decision_alone(round_),
        past=replace(past, hidden=past.hidden | few),
        names=names,
    )


def _few(
    voted: Mapping[str, int], in_part: Mapping[str, int], enough: int, names: Container[str]
) -> set[str]:
    """Return the sectors that are large enough in the round to be shown, apart or with others, and not in the part."""
    return {
        sector
        for sector, many in in_part.items()
        if many < _least(voted[sector], enough, joins=sector in names) <= voted[sector]
    }


def _least(people: int, enough: int, *, joins: bool) -> int:
    return disclosure.FEWEST if joins and people < enough else enough


def shielded(
    round_: Round,
    part: str,
    document: Document,
    reading: tally.Reading,
    result: Document,
    earlier: Sequence[disclosure.Earlier],
) -> tuple[Document, Document]:
    """Return a count as it is stored and as it is shown; takes names from reasons that would tell.

    `part` is one objective of a ratification: a seat may have answered only some.
    """
    if round_.secrecy == "nominal":
        return result, result
    method, settings, profile = reading
    voted = _voted_by_sector(round_)
    found = planned(round_, voted, earlier, profile.voted() if part else None)
    as_one = None
    if found.together:
        counted = disclosure.merged(profile, found.together)
        as_one = tally.count(document, (method, settings, counted))
    told = result | {"seats": _seats(result["seats"], voted, found)} if part else result
    shown = disclosure.redact(method.disclosing, told, found, as_one)
    _unname(round_, (part,) if part else profile.options, found)
    return _sealed(round_, result, shown)


def _seats(
    seats: Document, voted: Mapping[str, int], found: disclosure.Disclosure
) -> dict[str, Document]:
    """Return how many answered a part; of sectors that are not shown, as the roll has it, who sent a ballot."""
    return {
        code: row if not found.hides or code in found.shown else row | {"voted": voted.get(code, 0)}
        for code, row in seats.items()
    }


def of_open(round_: Round, result: Document) -> Document:
    """Return a count that is shown before its round closes: of a round by name, and whole.

    What each seat answers in it is published with the ballots, so there is nothing to take away;
    of a secret round nothing can be shown, for two counts told apart are one ballot: NotFound.
    """
    if round_.secrecy != "nominal":
        raise NotFound
    return result


def earlier_of(round_: Round) -> list[disclosure.Earlier]:
    """Return what other rounds with the same method and an option in common showed, by name or secret."""
    if round_.secrecy == "nominal":
        return []
    return [_earlier(other, all_shown) for other, all_shown in _asked_the_same(round_).items()]


def too_few_changed(round_: Round) -> frozenset[str]:
    """Return the sectors of which few voters are others than in a round before that showed them, about the same.

    What a later round tells of them one by one, with the earlier counted as known, could be what those few answered.
    """
    before = [
        _earlier(other, shown)
        for other, shown in _asked_the_same(round_).items()
        if (other.opened_at, other.id) < (round_.opened_at, round_.id)
    ]
    return frozenset(disclosure.few_changed(_voters(round_), before, small_cell(round_)))


def _earlier(other: Round, all_shown: Iterable[Document]) -> disclosure.Earlier:
    hidden: set[str] = set()
    as_one: set[frozenset[str]] = set()
    for shown in all_shown:
        told = shown.get("disclosure", {})
        together = {frozenset(each["sectors"]) for each in told.get("together", ())}
        hidden |= {*told.get("suppressed", ())}.difference(*together)
        as_one |= together
    return disclosure.Earlier(_voters(other), frozenset(hidden), tuple(as_one))


def _asked_the_same(round_: Round) -> dict[Round, list[Document]]:
    """Return rounds with the same method and an option in common that showed figures, each with its results.

    Annulled ones too: staff read what they would have shown. And rounds by name that were never counted: one that is
    still open shows everything sooner or later, one that was annulled may have shown it while it was open.
    """
    by_name = and_(
        Round.secrecy == "nominal",
        or_(Round.state == "open", Round.visibility != "publication"),
    )
    rows = db.session.execute(
        select(Round, Result.shown)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .outerjoin(Result, Result.round_id == Round.id)
        .where(
            or_(Result.id.is_not(None), by_name),
            Workshop.process_id == round_.workshop.process_id,
            Round.method_id == round_.method_id,
            Round.state.in_(["open", "closed", "published", "annulled"]),
            Round.id != round_.id,
        )
        .order_by(Round.id, Result.id)
    )
    asked = _asked(round_.options)
    found: dict[Round, list[Document]] = {}
    for other, shown in rows:
        if asked & _asked(other.options):
            found.setdefault(other, []).extend([] if shown is None else [shown])
    return found


def _asked(options: list[Option]) -> set[object]:
    """Return what is asked about: the same item under any words, and the same words of any item."""
    items = {o.item_id for o in options if o.item_id is not None}
    return items | {names.bare(o.wording) for o in options}


def _voters(round_: Round) -> dict[str, set[object]]:
    rows = db.session.execute(
        select(Sector.code, Participation.seat_id)
        .join(Sector, Participation.sector_id == Sector.id)
        .where(Participation.round_id == round_.id)
    )
    voters: dict[str, set[object]] = {}
    for code, seat_id in rows:
        voters.setdefault(code, set()).add(seat_id)
    return voters


def _sealed(round_: Round, result: Document, shown: Document) -> tuple[Document, Document]:
    """Mix chance into the published digest of answers that are not published.

    Few hidden voters have few possible answers: whoever tries them all would find the digest's.
    The salt was drawn at the opening and stays unpublished: SHA-256 of salt, colon and the input's
    digest. A round that was opened before salts were drawn then gets one now.
    """
    if "disclosure" not in shown:
        return result, shown
    salt = round_.draw_salt or secrets.token_hex(32)
    mixed = lots.digest_of(f"{salt}:{result['input_sha256']}")
    return result | {"input_salt": salt}, shown | {"input_sha256": mixed}


def _unname(round_: Round, options: Iterable[str], found: disclosure.Disclosure) -> None:
    """Take the sector from the reasons about options that too few of it answered."""
    ids = {s.code: s.id for s in round_.workshop.process.sectors}
    hidden = [ids[code] for code in ids if code not in found.shown] if found.hides else []
    if hidden:
        db.session.execute(
            update(Reason)
            .where(
                Reason.round_id == round_.id,
                Reason.option_code.in_(list(options)),
                Reason.sector_id.in_(hidden),
            )
            .values(sector_id=None)
        )
