"""What waits to be read in a workshop: objections to the board and reasons of rounds that have closed."""

from typing import NamedTuple

from flask_babel import ngettext

from smd_workshop.board import objections
from smd_workshop.models import Workshop
from smd_workshop.rounds import store
from smd_workshop.rounds.room import room
from smd_workshop.web.facilitator.workshop.workshop_helpers import address


class Inbox(NamedTuple):
    """Lines of what waits, each with where it is read, and how much that is in all."""

    lines: list[tuple[str, str]]
    many: int


def to_read(workshop: Workshop) -> Inbox:
    """Return what waits to be read, oldest round first."""
    lines: list[tuple[str, str]] = []
    total = 0
    for kind in dict.fromkeys(each.subject for each in workshop.rounds):
        many = len(objections.waiting(workshop.process, kind))
        board = store.board_of(workshop, kind) if many else None
        if board is not None:
            total += many
            words = ngettext("%(num)s objection waits for an answer",
                             "%(num)s objections wait for an answer", many)  # fmt: skip
            lines.append(
                (words, f"{address(board.workshop)}/rounds/{board.number}/board#objections")
            )
    unread = room.unread_by_round(workshop)
    for round_ in workshop.rounds:
        many = unread.get(round_.id, 0)
        if many:
            total += many
            words = ngettext("%(num)s unread reason: %(title)s", "%(num)s unread reasons: %(title)s",
                             many, title=round_.title)  # fmt: skip
            lines.append((words, f"{address(workshop)}/rounds/{round_.number}/reasons"))
    return Inbox(lines, total)
