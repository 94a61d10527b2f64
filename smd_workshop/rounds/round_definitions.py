"""What a round asks: fixed when it opens, so it is read once and kept in the process."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import NotFound
from smd_workshop.database import db, identity
from smd_workshop.library.methods import METHODS
from smd_workshop.models import (
    Round,
    Workshop,
)
from smd_workshop.processes import nameless, protocols
from smd_workshop.rounds import lots, store
from smd_workshop.rounds.series import repeating, threads

#: Rounds kept in memory per process; far more than a workshop has.
KEPT = 256


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One option as it is put to the vote."""

    code: str
    wording: str
    group: str


@dataclass(frozen=True, slots=True)
class RoundDefinition:
    """What a round asks: fixed from the moment it opens."""

    round_id: int
    workshop_id: int
    number: int
    step: str
    method_id: str | None
    subject: str
    title: str
    question: str
    help: str
    secrecy: str
    visibility: str
    electorate: tuple[str, ...]
    settings: dict[str, Any]
    options: tuple[OptionWords, ...]
    #: What each seat's order of the options is shuffled from.
    seed: int
    #: SHA-256 of the number that the seed of a draw will be made of; None where nothing is drawn.
    lot: str | None
    #: How the process sorts its items, and where its days begin; both are fixed by then.
    grouping: str
    time_zone: str
    #: Changes with any word of it: a half-filled ballot is restored to the same question only.
    digest: str
    #: From how many answers on a sector may stand beside what was written nameless.
    fewest: int
    #: The round that this one asks again.
    repeats_id: int | None = None
    #: Which time of its series it is.
    time: int = 1
    #: Whether its ballots are paired with those of a next secret round: fixed when it opens.
    paired: bool = False
    #: Whether it may be asked again, and nothing will pair its ballots with those of the next: the strict form.
    apart: bool = False

    @property
    def asks_reasons(self) -> bool:
        """Whether its ballot asks for reasons."""
        method = METHODS.get(self.method_id or "")
        return method is not None and method.ballot.asks_reasons

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the options in the order of the round."""
        return tuple(option.code for option in self.options)


# What a database has told us and never changes, by database.
_addresses: Bounded[tuple[Hashable, int, str, int], int] = Bounded("addresses of rounds", KEPT)


_definitions: Bounded[tuple[Hashable, int], RoundDefinition] = Bounded("round definitions", KEPT)


def asked(process_id: int, workshop_code: str, number: int) -> RoundDefinition:
    """Return what an opened round of this workshop asks; raises NotFound for a draft or none."""
    database = identity(db.engine)
    address = (database, process_id, workshop_code, number)
    round_id = _addresses.get(address)
    if round_id is None:
        round_id = db.session.scalar(
            select(Round.id)
            .join(Workshop, Round.workshop_id == Workshop.id)
            .where(
                Workshop.process_id == process_id, Workshop.code == workshop_code,
                Round.number == number, Round.state != "draft",
            )
        )  # fmt: skip
        if round_id is None:
            raise NotFound
        _addresses.put(address, round_id)
    return definition(round_id)


def definition(round_id: int) -> RoundDefinition:
    """Return what a round that has opened asks."""
    key = (identity(db.engine), round_id)
    return _definitions.get(key) or _definitions.put(key, _definition(round_id))


def _definition(round_id: int) -> RoundDefinition:
    round_ = db.session.get_one(Round, round_id)
    options = tuple(OptionWords(o.code, o.wording, o.group) for o in round_.options)
    return RoundDefinition(
        round_id=round_id,
        workshop_id=round_.workshop_id,
        number=round_.number,
        step=round_.step,
        method_id=round_.method_id,
        subject=round_.subject,
        title=round_.title,
        question=round_.question,
        help=round_.help,
        secrecy=round_.secrecy,
        visibility=round_.visibility,
        electorate=tuple(round_.electorate),
        settings=round_.settings,
        options=options,
        seed=int(protocols.value(round_.workshop.process, "seed")),
        lot=known.nonce_sha256 if (known := lots.promised(round_)) else None,
        repeats_id=before.id if (before := store.repeats(round_)) else None,
        time=repeating.held(round_),
        paired=threads.series_of(round_) is not None,
        apart=threads.leaves_apart(round_),
        grouping=round_.workshop.process.grouping,
        fewest=nameless.fewest(round_.workshop.process),
        time_zone=round_.workshop.process.time_zone,
        digest=_digest(round_, options),
    )


def _digest(round_: Round, options: tuple[OptionWords, ...]) -> str:
    """Return ten characters that differ where a ballot would say something else."""
    chosen = sorted(round_.settings.items())  # a bound or a cost stands on the ballot
    words = repr(
        (round_.step, round_.method_id, round_.question, round_.opened_at, options, chosen)
    )
    return hashlib.sha256(words.encode()).hexdigest()[:10]
