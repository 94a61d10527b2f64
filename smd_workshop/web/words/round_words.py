"""What is written to people about a round of days, in letters and in words to send: never a code of a card."""

from flask_babel import gettext as _

from smd_workshop.core.numbers import weekday_words
from smd_workshop.core.zones import zone
from smd_workshop.models import Round


def first_line(round_: Round, kind: str) -> str:
    """Return what is the matter with a round: that it is open, or that an answer is missing."""
    about = {"title": round_.title, "process": round_.workshop.process.name}
    if kind == "opening":
        return str(_("%(process)s: the round «%(title)s» is open.", **about))
    return str(_("%(process)s: your answer to «%(title)s» is still missing.", **about))


def words(round_: Round, kind: str, link: str, language: str) -> str:
    """Return what to say of a round that opens ("opening") or ends soon ("ending"), with the page where cards enter."""
    line = first_line(round_, kind)
    if round_.until is not None:
        when = weekday_words(round_.until, language, zone(round_.workshop.process.time_zone))
        line += " " + _("It is open until %(when)s.", when=when)
    enter = _("Enter with your card: scan it, or write its code here: %(link)s", link=link)
    return f"{line}\n{enter}"
