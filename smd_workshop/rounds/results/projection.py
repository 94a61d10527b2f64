"""What the wall of a room shows: what staff chose, or what goes with the rounds by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import items
from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Projection, Round, Workshop
from smd_workshop.models.workshops.rounds import WALL
from smd_workshop.processes import holding, vocabulary
from smd_workshop.rounds import store
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import room


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands on the wall now: one of WALL, the round it is about, and on which ground."""

    shows: str
    round: Round | None
    dark: bool


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one group as they stand on the board; '' where their kind has no groups."""

    group: str
    items: tuple[Item, ...]


def now_on(workshop: Workshop) -> Wall:
    """Return what is on the wall.

    A choice holds until a round opens after it: then the room needs the question. One that cannot be shown any
    more, such as a result that was annulled, gives way as well.
    """
    chosen = db.session.get(Projection, workshop.id)
    if chosen is None:
        return Wall("room", room.on_projector(workshop), dark=False)
    shows = chosen.shows if _holds(chosen, workshop) else "room"
    if shows == "room":
        return Wall("room", room.on_projector(workshop), chosen.dark)
    about = {"round": room.open_round, "board": board_round}.get(shows)
    return Wall(shows, about(workshop) if about else chosen.round, chosen.dark)


def _holds(chosen: Projection, workshop: Workshop) -> bool:
    opened = [r.opened_at for r in workshop.rounds if r.opened_at is not None]
    if any(at > chosen.chosen_at for at in opened):
        return False
    if chosen.shows == "result":
        return chosen.round is not None and results.public_may_see(chosen.round)
    if chosen.shows == "round":
        return room.open_round(workshop) is not None
    return chosen.shows != "board" or board_round(workshop) is not None


def choose(workshop: Workshop, shows: str, number: int | None, at: datetime) -> None:
    """Put something on the wall; raises WrongState for what cannot be shown now, Invalid for what is nothing."""
    if shows not in WALL:
        raise Invalid(N_("Choose what the projector shall show."))
    holding.hold(workshop)
    round_ = store.find(workshop, number or 0) if shows == "result" else None
    row = _row(workshop, at)
    row.shows, row.round, row.chosen_at = shows, round_, at
    db.session.flush()
    if not _holds(row, workshop):
        raise WrongState(N_("That cannot be shown now. Choose something else for the projector."))
    workshop.revision += 1


def dress(workshop: Workshop, at: datetime, *, dark: bool) -> None:
    """Let the wall be dark, or light."""
    holding.hold(workshop)
    _row(workshop, at).dark = dark
    workshop.revision += 1


def _row(workshop: Workshop, at: datetime) -> Projection:
    row = db.session.get(Projection, workshop.id)
    if row is None:
        row = Projection(workshop_id=workshop.id, shows="room", dark=False, chosen_at=at)
        db.session.add(row)
    return row


def shown_results(workshop: Workshop) -> list[Round]:
    """Return the rounds whose result may be put on the wall, in the order of the agenda."""
    return [r for r in workshop.rounds if results.public_may_see(r)]


def board_round(workshop: Workshop) -> Round | None:
    """Return the round whose notes may hang on the wall: the last that was collected or is being put in order.

    None while people still write notes of that kind: nobody sees those of others before.
    """
    begun = [r for r in workshop.rounds if r.step in {"collect", "organise"} and r.state != "draft"]
    kept = [r for r in begun if r.state != "annulled"]
    last = max(kept, key=lambda r: (r.opened_at or r.workshop.created_at, r.number), default=None)
    return None if last is None or _being_written(last) else last


def _being_written(round_: Round) -> bool:
    """Say whether anybody in the process writes notes of this kind now: a board is one for all workshops."""
    writing = (
        select(Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == round_.workshop.process_id, Round.subject == round_.subject,
            Round.step == "collect", Round.state == "open",
        )
    )  # fmt: skip
    return db.session.scalar(writing.limit(1)) is not None


def notes(round_: Round) -> list[Notes]:
    """Return what hangs on the board of a round, by group; raises NotFound while notes of its kind are written."""
    if _being_written(round_):
        raise NotFound
    process = round_.workshop.process
    every = items.active(process, round_.subject)
    groups = vocabulary.groups_of(process, round_.subject) or ("",)
    return [
        Notes(group, tuple(names.by_name(own, lambda i: i.code or "")))
        for group in groups
        if (own := [item for item in every if item.group_code == group])
    ]
