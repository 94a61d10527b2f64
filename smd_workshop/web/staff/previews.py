"""What a file would change, before anything is written: the file that was sent, words for verdicts, and the yes of a person."""

from collections.abc import Callable, Mapping

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.core import verdicts
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.web.staff.sent import once


class Changed(Exception):  # noqa: N818 - the name says what is the matter
    """What was shown is no longer what would be written."""


def sent_file() -> tuple[bytes, str]:
    """Return the file that was sent and its name. Raises Invalid where none was chosen."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(N_("Choose a file first."))
    return sent.read(), sent.filename


def confirmed(process_id: int, act: Callable[[], str]) -> str:
    """Do what was shown, once; return where it leads, '' where `act` raises Changed: then it is shown anew."""
    try:
        with transaction(of=process_id):
            return once(act)
    except Changed:
        return ""


def kinds() -> dict[str, str]:
    """Return what verdicts are called."""
    return {
        verdicts.ADDED: _("added"), verdicts.UPDATED: _("updated"),
        verdicts.UNCHANGED: _("unchanged"), verdicts.REFUSED: _("refused"),
    }  # fmt: skip


def counted(totals: Mapping[str, int]) -> str:
    """Return how many rows of a file got each verdict."""
    parts = (
        ngettext("%(num)s row added", "%(num)s rows added", totals[verdicts.ADDED]),
        ngettext("%(num)s row updated", "%(num)s rows updated", totals[verdicts.UPDATED]),
        ngettext("%(num)s row unchanged", "%(num)s rows unchanged", totals[verdicts.UNCHANGED]),
        ngettext("%(num)s row refused", "%(num)s rows refused", totals[verdicts.REFUSED]),
    )
    return ", ".join(parts)
