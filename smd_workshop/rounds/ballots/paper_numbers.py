"""The numbers of the papers of a secret round: made from the installation's secret, stored nowhere.

The same sheet is printed with the same numbers however often it is printed, and nobody without the
secret can make up one. A number says of which sector its paper is, and nothing of a seat.
"""

import hashlib
import hmac
from collections.abc import Iterator

from sqlalchemy import func, select

from smd_workshop.core.codes import ALPHABET, LENGTH, grouped, normal
from smd_workshop.database import db
from smd_workshop.models import Actor, Round, Seat, Sector
from smd_workshop.rounds import store

#: Papers of a sector that can be printed beside one for each of its seats: some are spoilt.
SPARE = 20


def printed(round_: Round, secret: str, each: int | None = None) -> Iterator[tuple[str, Sector]]:
    """Give the numbers to print with their sectors: one for each seat, or so many of each sector."""
    for sector, seats in _sectors(round_):
        many = seats if each is None else min(each, seats + SPARE)
        for place in range(many):
            yield _number(round_, sector, place, secret), sector


def find(round_: Round, mark: str, secret: str) -> tuple[str, int] | None:
    """Return a typed number as it is printed and the id of its sector; None where there is no such paper."""
    wanted = grouped(normal(mark))
    for sector, seats in _sectors(round_):
        for place in range(seats + SPARE):
            number = _number(round_, sector, place, secret)
            if hmac.compare_digest(number, wanted):
                return number, sector.id
    return None


def digest(round_: Round, number: str, secret: str) -> str:
    """Return under what a number is remembered as typed in."""
    return hmac.new(
        _key(secret), f"typed:{round_.uid}:{number}".encode(), hashlib.sha256
    ).hexdigest()


def _key(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"numbers of papers", hashlib.sha256).digest()


def _number(round_: Round, sector: Sector, place: int, secret: str) -> str:
    said = f"{round_.uid}:{sector.uid}:{place}".encode()
    drawn = int.from_bytes(hmac.new(_key(secret), said, hashlib.sha256).digest())
    letters = []
    for _ in range(LENGTH):
        drawn, letter = divmod(drawn, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return grouped("".join(letters))


def _sectors(round_: Round) -> Iterator[tuple[Sector, int]]:
    """Give the sectors that the round asks with how many seats they ever had."""
    rows = db.session.execute(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(Seat.process_id == round_.workshop.process_id)
        .group_by(Actor.sector_id)
    )
    seats = {sector_id: many for sector_id, many in rows}  # noqa: C416
    for sector in store.electorate(round_):
        yield sector, seats.get(sector.id, 0)
