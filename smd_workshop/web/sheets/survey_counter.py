"""What the cookie of a device at a counter says: which link it stands for, and who is answering on it now."""

from typing import Final

from flask import session

from smd_workshop.models import OpenLink
from smd_workshop.web.language import KEY
from smd_workshop.web.sheets.survey_sheets import CHOSEN

#: In the cookie of the device: the id of its link, and the code of who is answering, '' once that arrived.
LINK: Final = "kiosk"
PERSON: Final = "kiosk_person"
#: In which language staff opened it: each person begins in it.
OPENED_IN: Final = "kiosk_language"


def stand_for(link: OpenLink) -> None:
    """Let this browser be the device of a link."""
    session[LINK] = link.id
    session.permanent = True
    session[OPENED_IN] = session.get(KEY)
    session[PERSON] = ""
    forget()


def is_one() -> bool:
    """Say whether this browser is such a device."""
    return LINK in session


def forget() -> None:
    """Let this device find nobody's pages any more, and begin again in the language it was opened in."""
    if session.pop(PERSON, None) is None:
        return  # who stands at the first page may have chosen a language already
    session.pop(CHOSEN, None)
    session.pop(KEY, None)
    if own := session.get(OPENED_IN):
        session[KEY] = own


def hide() -> None:
    """Let this device find the pages of who has just sent no more; they are still thanked in their language."""
    session[PERSON] = ""


def person() -> str:
    """Return the code of who is answering on this device, or was last; '' if nobody was."""
    return str(session.get(PERSON, ""))


def finds(code: str) -> bool:
    """Say whether this device may show the pages of this person, who is the one that answers on it now."""
    return bool(session.get(PERSON) == code)


def serve(code: str) -> None:
    """Let this device show the pages of the person who has just begun."""
    session[PERSON] = code
