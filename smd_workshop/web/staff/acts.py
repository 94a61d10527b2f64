"""What a page of staff does in one transaction; where it is refused, the page of its form says why."""

from collections.abc import Callable

from wtforms import Form

from smd_workshop.core.errors import NotAllowed, NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.web.errors import sentence
from smd_workshop.web.staff.process_access import entered
from smd_workshop.web.staff.refused import remember
from smd_workshop.web.staff.sent import once


def attempt(act: Callable[[], object]) -> bool:
    """Do it in a transaction of this page's process; return whether it was done. Of what is refused, refused.py answers."""
    try:
        with transaction(of=entered()):
            act()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        remember(refusal)
        return False
    return True


def attempt_once(act: Callable[[], str]) -> str:
    """Attempt what adds something; return where it leads, as it did the first time, or '' if refused."""
    leads_to: list[str] = []
    attempt(lambda: leads_to.append(once(act)))
    return leads_to[0] if leads_to else ""


def attempt_typed(act: Callable[[], str], form: Form) -> str:
    """Attempt what a form asks for; return where it leads, or '' if refused: then the form says why.

    For forms in which something is written: the view shows the same form again, so that nothing is lost.
    """
    try:
        with transaction(of=entered()):
            return once(act)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        form.form_errors = [sentence(refusal)]
        return ""


def id_of(text: str) -> int:
    """Return the id that a form sent, or raise NotFound for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise NotFound
    return int(text)
