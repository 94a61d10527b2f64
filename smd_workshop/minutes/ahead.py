"""What lies ahead of a workshop: reads what its next step is decided from."""

from datetime import datetime

from smd_workshop.board import items
from smd_workshop.minutes import actas
from smd_workshop.models import Round, Workshop
from smd_workshop.rounds import closing, hours, opening
from smd_workshop.rounds.next_step import Acta, Draft, Running, Standing
from smd_workshop.rounds.room import room
from smd_workshop.rounds.series import repeating


def standing(workshop: Workshop, at: datetime) -> Standing:
    """Return how a workshop stands at a moment."""
    round_ = room.in_hand(workshop)
    counted = any(each.state != "annulled" for each in workshop.rounds)
    again = (round_ is None or round_.state == "draft") and repeating.due(workshop) is not None
    if round_ is None:
        return Standing(agenda=counted, acta=_acta(workshop, at, whole=True), again=again)
    votes = round_.step == "vote"
    return Standing(
        agenda=counted,
        state=round_.state,
        step=round_.step,
        waits=hours.waits(round_, at),
        missed=hours.missed(round_, at),
        draft=opening.prospect(round_) if votes and round_.state == "draft" else Draft(),
        running=_running(round_, at)
        if round_.state != "draft"
        else Running(empty=_is_empty(round_)),
        acta=_acta(workshop, at, whole=False),
        again=again,
    )


def _running(round_: Round, at: datetime) -> Running:
    process = round_.workshop.process
    arranging = round_.step == "organise"
    return Running(
        closing=round_.is_closing,
        over=closing.is_over(round_, at),
        uncoded=items.uncoded(process, round_.subject) if arranging else 0,
        empty=round_.state == "open" and _is_empty(round_),
        objections=len(closing.objected(round_)),
        unread=room.unread_reasons(round_) if round_.state == "closed" else 0,
    )


def _is_empty(round_: Round) -> bool:
    """Say whether a round puts a board in order on which there is nothing."""
    return round_.step == "organise" and not items.any_active(
        round_.workshop.process, round_.subject
    )


def _acta(workshop: Workshop, at: datetime, *, whole: bool) -> Acta:
    """Read where the acta stands; whether its draft is fresh only where that is what comes next."""
    begun = actas.of(workshop)
    if begun is None:
        return Acta()
    return Acta(
        state=begun.state,
        fresh=whole and begun.state == "draft" and actas.is_fresh(begun),
        correcting=actas.is_correcting(begun, at),
        unanswered=sum(each.state == "proposed" for each in begun.corrections),
    )


def moved(workshop: Workshop, at: datetime) -> tuple[object, ...]:
    """Return what changes when the acta goes a step on; the revision of the workshop tells the rest."""
    begun = actas.of(workshop)
    if begun is None:
        return ()
    waiting = sum(each.state == "proposed" for each in begun.corrections)
    return begun.state, begun.rendered_at, actas.is_correcting(begun, at), waiting
