"""A phone that goes from hand to hand is marked by those who lend it: the roll says so."""

from flask import session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from smd_workshop.config import secret_key

#: That this browser is lent to several seats, in its cookie; which seat it held last.
SHARED, LAST = "shared_phone", "last_seat"
#: Seconds that an address for lending is good for.
GOOD_FOR = 24 * 3600


def sign(process_id: int) -> str:
    """Return a token that only this installation can make."""
    return _signer().dumps(process_id)


def is_signed(token: str) -> bool:
    """Say whether a token was made here, and not long ago."""
    try:
        _signer().loads(token, max_age=GOOD_FOR)
    except BadSignature:
        return False
    return True


def mark(*, shared: bool) -> None:
    """Say in this browser that it is lent, or not any more."""
    if shared:
        session[SHARED] = True
        session.permanent = True
    else:
        session.pop(SHARED, None)
        session.pop(LAST, None)


def is_shared() -> bool:
    """Say whether this browser goes from hand to hand."""
    return bool(session.get(SHARED))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="lent phone")
