"""Short codes of cards and links: how they are drawn, written, read back, and stored."""

import hashlib
import hmac
import secrets

#: No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code must survive handwriting and a shout across a room.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 8
#: Of a link that somebody may answer with for weeks: 23^12 is more than 2^54.
LINK_LENGTH = 12


def new_code(length: int = LENGTH) -> str:
    """Draw a code; of eight signs there are 23^8, about 78 thousand million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """Return a code as it is read aloud: 4-4, or 4-4-4."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def normal(code: str) -> str:
    """Return a typed code without spaces, hyphens or lower case."""
    return "".join(c for c in code.upper() if c.isalnum())[:64]


def digest(secret: str) -> str:
    """Return what is stored of a secret that chance drew, long enough that nobody finds it by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_hash(code: str, secret: str) -> str:
    """Return what is stored of a code: keyed, so that a stolen database opens no seat."""
    return hmac.new(secret.encode(), normal(code).encode(), hashlib.sha256).hexdigest()
