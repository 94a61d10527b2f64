"""Who is asking: a member of staff by account, or the public; and the card that a browser holds for a seat."""

import secrets
from dataclasses import dataclass

from flask import g, session
from flask_security import current_user

from smd_workshop.processes.staff import accounts

#: The card in this browser, and a secret by which the server knows the browser when it has left.
CARD, PHONE = "card", "seat_phone"


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in member of staff and what they are in which process."""

    user_id: int
    email: str
    administrator: bool
    roles: frozenset[tuple[int, str]]  # (process id, role)


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody."""


Actor = Staff | Public


def current_staff() -> Staff | None:
    """Return the signed-in member of staff, if any."""
    if not hasattr(g, "staff"):
        g.staff = _staff()
    staff: Staff | None = g.staff
    return staff


def _staff() -> Staff | None:
    if not current_user.is_authenticated:
        return None
    return Staff(
        user_id=current_user.id,
        email=current_user.email,
        administrator=current_user.has_role("administrator"),
        roles=accounts.roles_of(current_user.id),
    )


def hold(credential_id: int) -> None:
    """Remember the card in this browser; what another card left behind is forgotten."""
    if session.get(CARD) == credential_id:
        session[PHONE] = secrets.token_urlsafe(12)  # whoever left with the same card comes back
        return
    for key in [k for k in session if k.startswith("seat_")]:
        del session[key]
    session[CARD], session[PHONE] = credential_id, secrets.token_urlsafe(12)
    session.permanent = True


def let_go() -> None:
    """Forget the card: for phones that go from hand to hand."""
    for key in [k for k in session if k == CARD or k.startswith("seat_")]:
        del session[key]
