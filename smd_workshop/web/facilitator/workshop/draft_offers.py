"""The next step of a draft, as a button: what it still needs before it can be opened, and opening it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator.workshop.offer import Offer, Place


def add_round(p: Place) -> Offer:
    """Offer the first round of an empty agenda."""
    return Offer(
        "first", _("Add a round"), _("The agenda is empty. Add the first round."),
        href=f"{p.here}/rounds/new",
    )  # fmt: skip


def write_items(p: Place) -> Offer:
    """Offer the page of options of a round that has nothing to vote on."""
    return Offer(
        "step", _("Write down what is put to the vote"),
        _("«%(title)s» has nothing to vote on yet.", title=p.title),
        href=f"{p.at_round}/options",
    )  # fmt: skip


def give_codes(p: Place) -> Offer:
    """Offer codes for what has none on the board."""
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
    ) if p.board else write_items(p)  # fmt: skip


def choose_options(p: Place) -> Offer:
    """Offer to choose again where options went since they were chosen."""
    return Offer(
        "options", _("Choose the options again"),
        _("No longer there since you chose: %(codes)s. They were merged or withdrawn on the board.",
          codes=", ".join(p.standing.draft.lost)),
        href=f"{p.at_round}/options",
    )  # fmt: skip


def give_group(p: Place) -> Offer:
    """Offer the board where an option stands in no group."""
    return Offer(
        "board", _("Go to the board"),
        _("%(code)s stands in no group. Give it one on the board, or leave it out.",
          code=p.standing.draft.ungrouped),
        href=p.board or f"{p.at_round}/options",
        aside=(f"{p.at_round}/options", _("Leave it out")),
    )  # fmt: skip


def complete_settings(p: Place) -> Offer:
    """Offer the settings, with what is wrong with them."""
    refusal = p.standing.draft.unset
    return Offer(
        "edit", _("Correct the settings"), sentence(refusal) if refusal else "",
        href=f"{p.at_round}/edit",
    )  # fmt: skip


def open_draft(p: Place) -> Offer:
    """Offer the page on which a round is opened."""
    return Offer(
        "open", _("Open «%(title)s»…", title=p.title),
        _("The next page says what will be fixed, and asks."),
        href=f"{p.at_round}/open",
    )  # fmt: skip


def say_hours(p: Place) -> Offer:
    """Offer other hours for a round whose hour passed."""
    return Offer(
        "hours", _("Say other hours"),
        _("The hour to close «%(title)s» is over and it never opened.", title=p.title),
        href=f"{p.at_round}/hours",
    )  # fmt: skip
