"""Sealing answers, so that what lies in the database can be read only with what does not lie in it.

Every key is made with the secret of the installation, which stands in no table and in no backup of the
database, and with a part that is destroyed: a draft's when it is sent, a wave's when it closes.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from smd_workshop.core.errors import Refusal
from smd_workshop.core.messages import N_

NONCE = 12
#: Bytes in which a length is written, and the least that a sealed text takes.
LENGTH, LEAST = 4, 1024


class Unreadable(Refusal):
    """Sealed answers do not open with any secret that the installation knows."""

    message = N_(
        "The sealed answers do not open: the secret of this installation is another than when they came. "
        "Nothing was changed. Put the old secret back (SMD_SECRET_KEY) and close again."
    )


def draw() -> bytes:
    """Draw the part of a key that is stored, and destroyed."""
    return secrets.token_bytes(32)


def draft_name(owner: str, secret: str) -> str:
    """Return under which name a draft is kept: that of a link nobody finds without the link."""
    return _keyed(secret, b"draft of a survey", owner.encode()).hex()


def draft_key(owner: str, salt: bytes, secret: str) -> bytes:
    """Return by which key a draft is sealed."""
    return _keyed(secret, b"words of a draft", owner.encode(), salt)


def wave_key(seal: bytes, secret: str) -> bytes:
    """Return by which key the answers of an open anonymous wave are sealed."""
    return _keyed(secret, b"answers of a wave", seal)


def seal(text: bytes, key: bytes) -> bytes:
    """Return a text sealed, filled up so that its length tells next to nothing."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see unseal()

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, _filled(text), None)


def unseal(sealed: bytes, keys: Sequence[bytes]) -> bytes:
    """Return the text that was sealed with one of the keys; raises Unreadable."""
    # Where it is needed: a program that only draws charts starts without it.
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    for key in keys:
        try:
            filled = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except InvalidTag:
            continue
        size = int.from_bytes(filled[:LENGTH], "big")
        return filled[LENGTH : LENGTH + size]
    raise Unreadable


def _filled(text: bytes) -> bytes:
    """Fill a text up to a power of two: what is long still shows that it is long, not how long."""
    whole = len(text).to_bytes(LENGTH, "big") + text
    size = max(LEAST, 1 << (len(whole) - 1).bit_length())
    return whole.ljust(size, b"\0")


def _keyed(secret: str, purpose: bytes, *parts: bytes) -> bytes:
    # Each part after its length, so that no two lists of parts are the same bytes.
    said = b"".join(len(part).to_bytes(LENGTH, "big") + part for part in (purpose, *parts))
    return hmac.new(secret.encode(), said, hashlib.sha256).digest()
