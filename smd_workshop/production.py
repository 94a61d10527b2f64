"""What a server that is open to the world must not be started with."""

import os
import re
from typing import Any

#: Words that people put into keys.
WORDS = re.compile(
    "secret|change|passw|exampl|defaul|develop|insecur|testing|for-test|clave|secreto|moquegua|qwerty",
    re.IGNORECASE,
)
#: Rows of signs that hands type; seven of a row in a key are no chance.
ROWS = ("0123456789abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
RUN, REPEAT = 7, 8
#: Mail that is sent, or is known not to be.
MAIL = {"smtp", "none"}
ON = {"1", "true", "yes", "on"}


class NotConfigured(RuntimeError):  # noqa: N818 - it names what is wrong
    """The server lacks what nobody can guess or make for it, or has what it must not be started with."""


class WeakSecret(NotConfigured):
    """The secret key is missing, short, or one that can be guessed."""


def strong(secret: str) -> str:
    """Return the secret key; raises WeakSecret for one that chance did not draw."""
    if len(secret) < 32 or len(set(secret)) < 10 or _is_guessable(secret):
        raise WeakSecret(
            "SMD_SECRET_KEY must have at least 32 characters of chance in production. "
            'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return secret


def _is_guessable(secret: str) -> bool:
    low = secret.lower()
    runs = {row[i : i + RUN] for way in ROWS for row in (way, way[::-1]) for i in range(len(row))}
    typed = any(len(run) == RUN and run in low for run in runs)
    parts = [low[i : i + REPEAT] for i in range(len(low) - REPEAT + 1)]
    return typed or len(set(parts)) < len(parts) or WORDS.search(secret) is not None


def check(config: dict[str, Any]) -> None:
    """Raise NotConfigured, with one sentence, for what is dangerous in the open."""
    address = str(config["SMD_PUBLIC_URL"])
    if not address:
        raise NotConfigured(
            "SMD_PUBLIC_URL must be set in production: cards, codes and mails point to it, and what a "
            "visitor's browser claims the address to be must not."
        )
    if not re.fullmatch(r"https://[^/?#@\s]+/?", address):
        raise NotConfigured(
            f"SMD_PUBLIC_URL must begin with https:// in production and end with the host. It is {address}"
        )
    if config.get("DEBUG") or os.environ.get("FLASK_DEBUG", "").strip().lower() in ON:
        raise NotConfigured(
            "FLASK_DEBUG shows the inside of the program to everybody: switch it off."
        )
    if config["SMD_MAIL_BACKEND"] not in MAIL:
        raise NotConfigured(
            "SMD_MAIL_BACKEND must be smtp in production, or none where no mail is sent: "
            f"{config['SMD_MAIL_BACKEND']} would print links that open accounts."
        )
    if config["SMD_WEBHOOK_LOOPBACK"]:
        raise NotConfigured(
            "SMD_WEBHOOK_LOOPBACK lets staff make this machine send to itself: switch it off."
        )
