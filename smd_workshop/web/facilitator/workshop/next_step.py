"""What the button of the next step says, where it leads, and why it is the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.minutes import ahead
from smd_workshop.models import Round, Workshop
from smd_workshop.processes import protocols
from smd_workshop.rounds import store
from smd_workshop.rounds.series import advice, repeating
from smd_workshop.rounds.workshop import room
from smd_workshop.rounds.workshop.next_step import Standing, Step, decide
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator.workshop.workshop_helpers import address
from smd_workshop.web.staff.process_access import allowed


@dataclass(frozen=True, slots=True)
class Offer:
    """The next step as a page shows it: a link to a page, or a form that posts to the act itself."""

    #: Of the button, so that focus survives a refresh.
    id: str
    #: What the button says; '' where there is nothing to do but wait.
    text: str
    #: Why this is next, and what it blocks.
    words: str = ""
    href: str = ""
    post: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Another way on, for those who know why: where it leads and what it says.
    aside: tuple[str, str] | None = None
    step: Step = Step.DONE
    #: The round in hand, if one is left to be led.
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an offer is made."""

    workshop: Workshop
    standing: Standing
    round: Round | None

    @property
    def here(self) -> str:
        return address(self.workshop)

    @property
    def at_round(self) -> str:
        return f"{self.here}/rounds/{self.round.number if self.round else 0}"

    @property
    def title(self) -> str:
        return self.round.title if self.round else ""

    @property
    def board(self) -> str:
        """Where items of the round's subject are arranged; '' where no round of the process has a board for them."""
        found = store.board_of(self.workshop, self.round.subject) if self.round else None
        return f"{address(found.workshop)}/rounds/{found.number}/board" if found else ""


def of_workshop(workshop: Workshop, at: datetime) -> Offer | None:
    """Return the next step of a workshop; None for those who may not lead it."""
    if not allowed("run round", workshop.process):
        return None
    standing = ahead.standing(workshop, at)
    step = decide(standing)
    place = _Place(workshop, standing, room.in_hand(workshop))
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


def _add_round(p: _Place) -> Offer:
    return Offer(
        "first", _("Add a round"), _("The agenda is empty. Add the first round."),
        href=f"{p.here}/rounds/new",
    )  # fmt: skip


def _write_items(p: _Place) -> Offer:
    return Offer(
        "step", _("Write down what is put to the vote"),
        _("«%(title)s» has nothing to vote on yet.", title=p.title),
        href=f"{p.at_round}/options",
    )  # fmt: skip


def _give_codes(p: _Place) -> Offer:
    many = p.standing.draft.uncoded
    return Offer(
        "codes", _("Give codes to the rest"),
        ngettext(
            "%(num)s on the board has no code yet. Only what has a code can be put to the vote.",
            "%(num)s on the board have no code yet. Only what has a code can be put to the vote.",
            many,
        ),
        post=f"{p.board}/codes", fields={"then": "console"},
        aside=(p.board, _("Go to the board")),
    ) if p.board else _write_items(p)  # fmt: skip


def _choose_options(p: _Place) -> Offer:
    return Offer(
        "options", _("Choose the options again"),
        _("No longer there since you chose: %(codes)s. They were merged or withdrawn on the board.",
          codes=", ".join(p.standing.draft.lost)),
        href=f"{p.at_round}/options",
    )  # fmt: skip


def _give_group(p: _Place) -> Offer:
    return Offer(
        "board", _("Go to the board"),
        _("%(code)s stands in no group. Give it one on the board, or leave it out.",
          code=p.standing.draft.ungrouped),
        href=p.board or f"{p.at_round}/options",
        aside=(f"{p.at_round}/options", _("Leave it out")),
    )  # fmt: skip


def _complete_settings(p: _Place) -> Offer:
    refusal = p.standing.draft.unset
    return Offer(
        "edit", _("Correct the settings"), sentence(refusal) if refusal else "",
        href=f"{p.at_round}/edit",
    )  # fmt: skip


def _answer_objections(p: _Place) -> Offer:
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


def _open(p: _Place) -> Offer:
    return Offer(
        "open", _("Open «%(title)s»…", title=p.title),
        _("The next page says what will be fixed, and asks."),
        href=f"{p.at_round}/open",
    )  # fmt: skip


def _say_hours(p: _Place) -> Offer:
    return Offer(
        "hours", _("Say other hours"),
        _("The hour to close «%(title)s» is over and it never opened.", title=p.title),
        href=f"{p.at_round}/hours",
    )  # fmt: skip


def _wait_for_hour(p: _Place) -> Offer:
    if p.standing.state == "draft":
        words = _("It opens by itself at its hour; nobody has to be here.")
        return Offer("step", "", words, aside=(f"{p.at_round}/open", _("Open it now…")))
    words = _("It closes by itself at its hour; nobody has to be here.")
    return Offer("step", "", words, aside=(f"{p.at_round}/hours", _("Put off its end…")))


def _fill_board(p: _Place) -> Offer:
    on = (f"{p.at_round}/open", _("Open all the same…"))
    if p.standing.state == "open":
        on = (f"{p.at_round}/announce", _("Close the board all the same…"))
    return Offer(
        "fill-board", _("See what is missing"),
        _("«%(title)s» has nothing to put in order yet.", title=p.title),
        href=f"{p.at_round}/board", aside=on,
    )  # fmt: skip


def _arrange_board(p: _Place) -> Offer:
    return Offer(
        "board", _("Go to the board"),
        ngettext("%(num)s on the board has no code yet.", "%(num)s on the board have no code yet.",
                 p.standing.running.uncoded)
        + " " + _("Merge what says the same, then give codes."),
        href=f"{p.at_round}/board",
    )  # fmt: skip


def _close(p: _Place) -> Offer:
    if p.standing.step == "organise":
        return Offer(
            "announce", _("The board is ready"),
            _("The phones show that the notes are being ordered. Authors may object to a merge "
              "until the next vote opens."),
            post=f"{p.at_round}/announce", aside=(f"{p.at_round}/board", _("Go to the board")),
        )  # fmt: skip
    return Offer("announce", _("Close the round"), post=f"{p.at_round}/announce")


def _wait(_p: _Place) -> Offer:
    return Offer("step", "")


def _finish_close(p: _Place) -> Offer:
    return Offer(
        "finish", _("Finish the close"),
        _("The grace is over and no ballot is taken any more. The close finishes by itself in a moment; press if it "
          "does not."), post=f"{p.at_round}/close",
    )  # fmt: skip


def _read_reasons(p: _Place) -> Offer:
    return Offer(
        "reasons", _("Read the reasons"),
        ngettext("%(num)s reason has not been read. What is not read is not shown.",
                 "%(num)s reasons have not been read. What is not read is not shown.",
                 p.standing.running.unread),
        href=f"{p.at_round}/reasons",
        aside=(f"{p.at_round}/publish", _("See the count and publish…")),
    )  # fmt: skip


def _publish(p: _Place) -> Offer:
    if p.standing.step == "vote":
        return Offer(
            "publish", _("See the count and publish…"),
            _("The count is done and frozen. Nobody but staff sees it until you publish it."),
            href=f"{p.at_round}/publish",
        )  # fmt: skip
    return Offer("publish", _("Go on"), _("The round is closed."), post=f"{p.at_round}/publish")


def _ask_again(p: _Place) -> Offer:
    """Offer what the rule says; whoever goes on all the same is told what is left behind."""
    last = advice.due(p.workshop)
    if last is None:  # somebody was faster
        return Offer("step", "")
    rule = protocols.stop_rule(p.workshop.process)
    many, time = len(repeating.asked_next(last)), repeating.held(last) + 1
    words = _why_again(last, time - 1) + " " + ngettext(
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


def _why_again(last: Round, times: int) -> str:
    rule = advice.too_seldom(last)
    if rule is None:
        return str(_("The rule says ask again: «%(title)s» is not stable yet.", title=last.title))
    words: str = ngettext(
        "Your rule says at least %(least)s times, and «%(title)s» was asked %(num)s time.",
        "Your rule says at least %(least)s times, and «%(title)s» was asked %(num)s times.",
        times, least=rule.at_least, title=last.title,
    )  # fmt: skip
    return words


def _without_asking(p: _Place) -> tuple[str, str]:
    """Return where whoever does not ask again goes on: what the next draft needs first, or opening it."""
    after = decide(replace(p.standing, again=False))
    offer = OFFERS[after](p)
    if after is not Step.OPEN and offer.href:
        return offer.href, ": ".join([_("Go on without asking again"), offer.text])
    on = _("Go on without asking again: open «%(title)s»…", title=p.title)
    return f"{p.at_round}/open", on


def _draft_acta(p: _Place) -> Offer:
    return Offer(
        "acta", _("Prepare the draft"), _("Every round has ended. It takes a few seconds."),
        post=f"{p.here}/acta/draft",
    )  # fmt: skip


def _open_corrections(p: _Place) -> Offer:
    hours = int(current_app.config["SMD_CORRECTION_HOURS"])
    return Offer(
        "open-corrections",
        ngettext("Open corrections for %(num)s hour", "Open corrections for %(num)s hours", hours),
        _("The draft is ready. Those who attended read it on their phones and say what is wrong "
          "or missing."),
        post=f"{p.here}/acta/corrections", fields={"hours": str(hours)},
        aside=(f"{p.here}/acta", _("Read the acta first")),
    )  # fmt: skip


def _answer_corrections(p: _Place) -> Offer:
    return Offer(
        "read-corrections", _("Read and answer"),
        ngettext("%(num)s proposed correction has no answer yet.",
                 "%(num)s proposed corrections have no answer yet.", p.standing.acta.unanswered),
        href=f"{p.here}/acta#corrections",
    )  # fmt: skip


def _end_corrections(p: _Place) -> Offer:
    return Offer(
        "end-corrections", _("End the window early…"),
        _("The window for corrections is open. Wait until it ends, or end it early with a reason."),
        href=f"{p.here}/acta?end=1#end-early",
    )  # fmt: skip


def _seal(p: _Place) -> Offer:
    return Offer(
        "seal-acta", _("Seal the acta…"), _("The next page says what becomes final, and asks."),
        href=f"{p.here}/acta/seal",
    )  # fmt: skip


def _done(p: _Place) -> Offer:
    process = p.workshop.process
    return Offer(
        "done", _("See the public page") if process.public else _("See the acta"),
        _("The acta is sealed: this workshop has ended."),
        href=url_for("portal.process", code=process.code) if process.public else f"{p.here}/acta",
    )  # fmt: skip


#: How each step is offered.
OFFERS: dict[Step, Callable[[_Place], Offer]] = {
    Step.ADD_ROUND: _add_round,
    Step.WRITE_ITEMS: _write_items,
    Step.GIVE_CODES: _give_codes,
    Step.CHOOSE_OPTIONS: _choose_options,
    Step.GIVE_GROUP: _give_group,
    Step.COMPLETE_SETTINGS: _complete_settings,
    Step.ANSWER_OBJECTIONS: _answer_objections,
    Step.OPEN: _open,
    Step.SAY_HOURS: _say_hours,
    Step.WAIT_FOR_HOUR: _wait_for_hour,
    Step.FILL_BOARD: _fill_board,
    Step.ARRANGE_BOARD: _arrange_board,
    Step.CLOSE: _close,
    Step.WAIT: _wait,
    Step.FINISH_CLOSE: _finish_close,
    Step.READ_REASONS: _read_reasons,
    Step.PUBLISH: _publish,
    Step.ASK_AGAIN: _ask_again,
    Step.DRAFT_ACTA: _draft_acta,
    Step.OPEN_CORRECTIONS: _open_corrections,
    Step.ANSWER_CORRECTIONS: _answer_corrections,
    Step.END_CORRECTIONS: _end_corrections,
    Step.SEAL: _seal,
    Step.DONE: _done,
}
