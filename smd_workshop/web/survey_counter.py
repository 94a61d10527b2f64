"""What the cookie of a device at a counter says: which link it stands for, and who is answering on it now."""

from typing import Final

from flask import session

from smd_workshop.models import OpenLink
from smd_workshop.web.survey_sheets import CHOSEN

#: In the cookie of the device: the id of its link, and the code of who is answering.
LINK: Final = "kiosk"
PERSON: Final = "kiosk_person"


def stand_for(link: OpenLink) -> None:
    """Let this browser be the device of a link."""
    session[LINK] = link.id
    session.permanent = True
    forget()


def is_one() -> bool:
    """Say whether this browser is such a device."""
    return LINK in session


def forget() -> None:
    """Let this device find nobody's pages any more."""
    session.pop(PERSON, None)
    session.pop(CHOSEN, None)


def person() -> str:
    """Return the code of who is answering on this device, or was last; '' if nobody was."""
    return str(session.get(PERSON, ""))


def finds(code: str) -> bool:
    """Say whether this device may show the pages of this person, who is the one that answers on it now."""
    return bool(session.get(PERSON) == code)


def serve(code: str) -> None:
    """Let this device show the pages of the person who has just begun."""
    session[PERSON] = code
