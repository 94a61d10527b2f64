"""Who is asking: a member of staff by account, or the public; and the card that a browser holds for a seat."""

from dataclasses import dataclass

from flask import g, session
from flask_security import current_user

from smd_workshop.processes import accounts

CARD = "card"


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
        return
    for key in [k for k in session if k.startswith("seat_")]:
        del session[key]
    session[CARD] = credential_id
    session.permanent = True


def let_go() -> None:
    """Forget the card: for phones that go from hand to hand."""
    for key in [k for k in session if k == CARD or k.startswith("seat_")]:
        del session[key]
