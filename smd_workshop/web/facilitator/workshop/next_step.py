"""What the button of the next step says, where it leads, and why it is the next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.minutes import ahead
from smd_workshop.models import Workshop
from smd_workshop.processes import protocols
from smd_workshop.rounds.next_step import Step, decide
from smd_workshop.rounds.room import room
from smd_workshop.rounds.series import repeating
from smd_workshop.web.facilitator.workshop.acta_offers import (
    answer_corrections,
    done,
    draft_acta,
    end_corrections,
    open_corrections,
    seal,
)
from smd_workshop.web.facilitator.workshop.draft_offers import (
    add_round,
    choose_options,
    complete_settings,
    give_codes,
    give_group,
    open_draft,
    say_hours,
    write_items,
)
from smd_workshop.web.facilitator.workshop.offer import Offer, Place
from smd_workshop.web.staff.process_access import allowed


def of_workshop(workshop: Workshop, at: datetime) -> Offer | None:
    """Return the next step of a workshop; None for those who may not lead it."""
    if not allowed("run round", workshop.process):
        return None
    standing = ahead.standing(workshop, at)
    step = decide(standing)
    place = Place(workshop, standing, room.in_hand(workshop))
    offer = OFFERS[step](place)
    return replace(offer, step=step, round=offer.round or place.round)


def beside(workshop: Workshop, at: datetime, path: str) -> Offer | None:
    """Return the next step for another page than the console; None where it leads to that very page."""
    offer = of_workshop(workshop, at)
    if offer is None or offer.href.partition("#")[0].partition("?")[0] != path:
        return offer
    if offer.step is Step.ARRANGE_BOARD:
        return replace(
            offer, id="codes", text=_("Give codes to the rest"), href="", post=f"{path}/codes"
        )
    return None


def _answer_objections(p: Place) -> Offer:
    open_ = p.standing.state == "open"
    many = p.standing.running.objections if open_ else p.standing.draft.objections
    on = (f"{p.at_round}/announce", _("Close the board all the same…"))
    if not open_:
        on = (f"{p.at_round}/open", _("Open all the same…"))
    return Offer(
        "read-objections", _("Read and answer"),
        ngettext("%(num)s objection waits for an answer", "%(num)s objections wait for an answer",
                 many) + ".",
        href=f"{p.board}#objections", aside=on,
    )  # fmt: skip


def _wait_for_hour(p: Place) -> Offer:
    if p.standing.state == "draft":
        words = _("It opens by itself at its hour; nobody has to be here.")
        return Offer("step", "", words, aside=(f"{p.at_round}/open", _("Open it now…")))
    words = _("It closes by itself at its hour; nobody has to be here.")
    return Offer("step", "", words, aside=(f"{p.at_round}/hours", _("Put off its end…")))


def _fill_board(p: Place) -> Offer:
    on = (f"{p.at_round}/open", _("Open all the same…"))
    if p.standing.state == "open":
        on = (f"{p.at_round}/announce", _("Close the board all the same…"))
    return Offer(
        "fill-board", _("See what is missing"),
        _("«%(title)s» has nothing to put in order yet.", title=p.title),
        href=f"{p.at_round}/board", aside=on,
    )  # fmt: skip


def _arrange_board(p: Place) -> Offer:
    return Offer(
        "board", _("Go to the board"),
        ngettext("%(num)s on the board has no code yet.", "%(num)s on the board have no code yet.",
                 p.standing.running.uncoded)
        + " " + _("Merge what says the same, then give codes."),
        href=f"{p.at_round}/board",
    )  # fmt: skip


def _close(p: Place) -> Offer:
    if p.standing.step == "organise":
        return Offer(
            "announce", _("The board is ready"),
            _("The phones show that the notes are being ordered. Authors may object to a merge "
              "until the next vote opens."),
            post=f"{p.at_round}/announce", aside=(f"{p.at_round}/board", _("Go to the board")),
        )  # fmt: skip
    return Offer("announce", _("Close the round"), post=f"{p.at_round}/announce")


def _wait(_p: Place) -> Offer:
    return Offer("step", "")


def _finish_close(p: Place) -> Offer:
    return Offer(
        "finish", _("Finish the close"),
        _("The grace is over and no ballot is taken any more. The close finishes by itself in a moment; press if it "
          "does not."), post=f"{p.at_round}/close",
    )  # fmt: skip


def _read_reasons(p: Place) -> Offer:
    return Offer(
        "reasons", _("Read the reasons"),
        ngettext("%(num)s reason has not been read. What is not read is not shown.",
                 "%(num)s reasons have not been read. What is not read is not shown.",
                 p.standing.running.unread),
        href=f"{p.at_round}/reasons",
        aside=(f"{p.at_round}/publish", _("See the count and publish…")),
    )  # fmt: skip


def _publish(p: Place) -> Offer:
    if p.standing.step == "vote":
        return Offer(
            "publish", _("See the count and publish…"),
            _("The count is done and frozen. Nobody but staff sees it until you publish it."),
            href=f"{p.at_round}/publish",
        )  # fmt: skip
    return Offer("publish", _("Go on"), _("The round is closed."), post=f"{p.at_round}/publish")


def _ask_again(p: Place) -> Offer:
    """Offer what the rule says; whoever goes on all the same is told what is left behind."""
    last = repeating.due(p.workshop)
    if last is None:  # somebody was faster
        return Offer("step", "")
    rule = protocols.stop_rule(p.workshop.process)
    many, time = len(repeating.asked_next(last)), repeating.held(last) + 1
    words = _("The rule says ask again: «%(title)s» is not stable yet.", title=last.title) + " " + ngettext(
        "%(num)s option would be asked: time %(time)s of at most %(most)s.",
        "%(num)s options would be asked: time %(time)s of at most %(most)s.",
        many, time=time, most=rule.at_most if rule else time,
    )  # fmt: skip
    aside = (f"{p.here}/acta", _("End here: the acta"))
    if p.round is not None:
        aside = _without_asking(p)
    return Offer(
        "again", _("Ask it again…"), words, href=f"{p.here}/rounds/{last.number}/again",
        aside=aside, round=last,
    )  # fmt: skip


def _without_asking(p: Place) -> tuple[str, str]:
    """Return where whoever does not ask again goes on: what the next draft needs first, or opening it."""
    after = decide(replace(p.standing, again=False))
    offer = OFFERS[after](p)
    if after is not Step.OPEN and offer.href:
        return offer.href, ": ".join([_("Go on without asking again"), offer.text])
    on = _("Go on without asking again: open «%(title)s»…", title=p.title)
    return f"{p.at_round}/open", on


#: How each step is offered.
OFFERS: dict[Step, Callable[[Place], Offer]] = {
    Step.ADD_ROUND: add_round,
    Step.WRITE_ITEMS: write_items,
    Step.GIVE_CODES: give_codes,
    Step.CHOOSE_OPTIONS: choose_options,
    Step.GIVE_GROUP: give_group,
    Step.COMPLETE_SETTINGS: complete_settings,
    Step.ANSWER_OBJECTIONS: _answer_objections,
    Step.OPEN: open_draft,
    Step.SAY_HOURS: say_hours,
    Step.WAIT_FOR_HOUR: _wait_for_hour,
    Step.FILL_BOARD: _fill_board,
    Step.ARRANGE_BOARD: _arrange_board,
    Step.CLOSE: _close,
    Step.WAIT: _wait,
    Step.FINISH_CLOSE: _finish_close,
    Step.READ_REASONS: _read_reasons,
    Step.PUBLISH: _publish,
    Step.ASK_AGAIN: _ask_again,
    Step.DRAFT_ACTA: draft_acta,
    Step.OPEN_CORRECTIONS: open_corrections,
    Step.ANSWER_CORRECTIONS: answer_corrections,
    Step.END_CORRECTIONS: end_corrections,
    Step.SEAL: seal,
    Step.DONE: done,
}
