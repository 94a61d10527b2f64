"""Under which names a ballot is kept while its round is open: without the key of the round none leads to a seat."""

import hashlib
import hmac
import json
from typing import Any


def canonical(value: Any) -> str:
    """Return JSON in which equal answers are equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def stored_key(key: str, seat_id: int) -> str:
    """Return the phone's key as it is stored: two seats that share a phone never share a key."""
    return hashlib.sha256(f"{seat_id}:{key}".encode()).hexdigest()


def arrived_key(ballot_key: bytes | None, key: str) -> str:
    """Return under which name it is remembered that a ballot arrived, while the round is open.

    The phone's key is made of the answer, and whoever votes may keep it or choose it: without the
    key of the round in it, the name would prove to a buyer of votes what a seat has answered.
    """
    return hmac.new(ballot_key or b"nominal", key.encode(), hashlib.sha256).hexdigest()


def voter_key(ballot_key: bytes | None, seat_id: int) -> str:
    """Return under which name a seat's ballot is kept while the round is open."""
    return hmac.new(ballot_key or b"nominal", str(seat_id).encode(), hashlib.sha256).hexdigest()


def ballot_id(ballot_key: bytes | None, round_id: int, key: str) -> str:
    """Return the id of the ballot that was sent under a key, as it is stored, while the round is open.

    By it a phone is shown what it sent itself and not what another sent later with the same card.
    Without the key of the round nothing leads from one to the other.
    """
    sent = f"{round_id}:{key}".encode()
    return hmac.new(ballot_key or b"nominal", sent, hashlib.sha256).hexdigest()[:32]
