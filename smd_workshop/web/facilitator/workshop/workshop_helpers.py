"""What the pages of one workshop share: finding it, acting in it, and the words for its rounds."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.board import items
from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Process, Round, Workshop
from smd_workshop.rounds import sealing, store, workshops
from smd_workshop.web.staff import acts
from smd_workshop.web.staff.process_access import allowed, enter

Done = TypeVar("Done")


def workshop_for(verb: str, process: str, workshop: str) -> Workshop:
    """Return the workshop of this process if the reader may do this in it."""
    return workshops.find(enter(process, verb), workshop)


def round_for(verb: str, process: str, workshop: str, number: int) -> Round:
    """Return the round of this workshop if the reader may do this in it.

    Drafts change their numbers: a form that names its round by id as well (round_id) never reaches another one.
    Raises WrongState where the number has become another round's since its page was read.
    """
    return round_in(workshop_for(verb, process, workshop), number)


def round_in(workshop: Workshop, number: int) -> Round:
    """Return the round of a workshop that a form or an address means; as round_for()."""
    found = store.find(workshop, number)
    if request.form.get("round_id", str(found.id)) != str(found.id):
        raise WrongState(
            N_("The agenda has changed meanwhile: this number is another round's now. Go back to "
               "the agenda and look again. Nothing was done.")
        )  # fmt: skip
    return found


def from_workshop(process: Process) -> Workshop | None:
    """Return the workshop that a page of its process was opened from (?workshop=), if there is such a one."""
    code = request.args.get("workshop", "")
    return next((w for w in workshops.of_process(process) if w.code == code), None)


def address(workshop: Workshop) -> str:
    """Return where the pages of a workshop are, without a slash at the end."""
    return f"/f/{workshop.process.code}/w/{workshop.code}"


def page(template: str, workshop: Workshop, **context: Any) -> str:
    """Render a page of a workshop; of one whose acta is sealed, without what can no longer be done."""
    closed, runs = sealing.is_sealed(workshop.id), allowed("run round", workshop.process)
    return render_template(
        f"facilitator/{template}", process=workshop.process, workshop=workshop,
        here=address(workshop), kind_name=kind_name, METHODS=METHODS,
        acta_sealed=closed, may_run=runs and not closed, may_annul=runs, **context,
    )  # fmt: skip


def kind_name(kind: str) -> str:
    """Return what a kind of round is called."""
    words = {"collect": _("Contributions"), "organise": _("Organising")}
    return str(words.get(kind) or (_(METHODS[kind].name) if kind in METHODS else kind))


def kind_summary(kind: str) -> str:
    """Return in a sentence what people do in a kind of round."""
    words = {
        "collect": _("Everybody writes notes; nobody sees those of others."),
        "organise": _("No ballot: the facilitator merges the notes and gives them codes."),
    }
    return str(words.get(kind) or _(METHODS[kind].summary))


def on_board(workshop: Workshop) -> None:
    """Hold the board for an act on it; refused where this workshop's acta is sealed."""
    items.hold(workshop.process_id)
    sealing.refuse_sealed(workshop)


def attempt(act: Callable[[], Any], board_of: Workshop | None = None) -> bool:
    """Attempt it, as acts.attempt(); board_of is the workshop from whose board something is done with items."""
    return acts.attempt(_begun(act, board_of))


def attempt_once(act: Callable[[], str], board_of: Workshop | None = None) -> str:
    """Attempt what adds something, as acts.attempt_once(); board_of as in attempt()."""
    return acts.attempt_once(_begun(act, board_of))


def _begun(act: Callable[[], Done], board_of: Workshop | None) -> Callable[[], Done]:
    def begun() -> Done:
        if board_of is not None:
            on_board(board_of)
        return act()

    return begun


def console_of(round_: Round) -> Any:
    """Lead back to the console."""
    return redirect(f"{address(round_.workshop)}/console", 303)


def has_become(round_: Round, *states: str) -> bool:
    """Say whether it has happened already: a second tap is no mistake and gets no reproach."""
    store.read_again(round_)
    return round_.state in states
