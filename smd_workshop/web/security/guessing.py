"""Guessing at codes and passwords: who guesses waits, longer each time; who knows passes.

A whole room stands behind one address, so no address alone locks anybody out. What is counted are wrong
tries, in buckets: of an account, of a device that has signed in to it before, of a phone that holds a
card. The address counts only for devices that nobody knows, and generously, for each try at a password
costs work. See docs/adr/0024.
"""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from werkzeug.exceptions import TooManyRequests

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.models.base import random_id
from smd_workshop.web.security import security_log
from smd_workshop.web.security.actor import CARD
from smd_workshop.web.security.limits import limiter, remote_network

#: A block grows from the setting's own time to this many seconds, and is forgotten after a day.
LONGEST, MEMORY = 900, 86_400
#: How many times more wrong tries than an account an address may make at accounts.
ADDRESS = 20
#: The cookie by which a device is known again, how long, and how many accounts it may know.
DEVICE, YEAR, ACCOUNTS = "known", 365 * 86_400, 5

#: What the security log calls a form that is not taken, where it is no wrong secret.
REFUSED = {
    "security.forgot_password": "ask for a letter",
    "security.change_password": "password not changed",
    "security.reset_password": "password not reset",
}

View = Callable[..., Any]


def check(bucket: str) -> None:
    """Raise TooManyRequests, with the seconds to wait, while a bucket is blocked."""
    until = f"blocked:{bucket}"
    if limiter.storage.get(until):
        raise TooManyRequests(
            retry_after=max(1, round(limiter.storage.get_expiry(until) - now().timestamp()))
        )


def note(bucket: str, allowed: RateLimitItem, times: int = 1) -> None:
    """Count a wrong try; the last one that is allowed blocks the bucket, each time for twice as long."""
    wrong = limiter.storage.incr(f"wrong:{bucket}", allowed.get_expiry())
    if wrong < allowed.amount * times:
        return
    limiter.storage.clear(f"wrong:{bucket}")
    strikes = limiter.storage.incr(f"strikes:{bucket}", MEMORY)
    seconds = min(
        allowed.get_expiry() * 2 ** min(strikes - 1, 10), max(LONGEST, allowed.get_expiry())
    )
    limiter.storage.incr(f"blocked:{bucket}", seconds)


def pace(bucket: str, allowed: RateLimitItem) -> bool:
    """Count one more of what is right in itself; say whether it comes no faster than allowed. Nobody is blocked for it."""
    return limiter.storage.incr(f"pace:{bucket}", allowed.get_expiry()) <= allowed.amount


def forgive(bucket: str) -> None:
    """Forget the wrong tries of who knew in the end."""
    for kept in ("wrong", "strikes", "blocked"):
        limiter.storage.clear(f"{kept}:{bucket}")


def of_codes(wrong: Callable[[Response], bool]) -> Callable[[View], View]:
    """Count wrong codes of cards. The right one passes always: it is looked up before it is counted."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(**given: Any) -> Response:
            response = make_response(view(**given))
            if wrong(response):
                held = session.get(CARD)
                bucket = f"codes:{remote_network()}" if held is None else f"codes:card:{held}"
                check(bucket)
                note(bucket, parse(str(current_app.config["SMD_JOIN_TRIES"])))
            return response

        return guarded

    return guard


def guard(app: Flask, endpoint: str, failed: Callable[[Response], bool]) -> None:
    """Let a form that checks a secret of an account count who is wrong, and refuse who is blocked."""
    view = app.view_functions[endpoint]

    def guarded(**given: Any) -> Any:
        if request.method != "POST":
            return view(**given)
        buckets = _buckets()
        for bucket in buckets:
            check(bucket)
        response = make_response(view(**given))
        allowed = parse(str(current_app.config["SMD_LOGIN_TRIES"]))
        if failed(response):
            typed = request.form.get("email", "-")
            security_log.note(
                REFUSED.get(str(request.endpoint), "wrong secret"),
                account=typed if "@" in typed else None,
            )
            for bucket, times in buckets.items():
                note(bucket, allowed, times)
        return response

    app.view_functions[endpoint] = guarded


def letters(app: Flask, endpoint: str) -> None:
    """Let each address of an account be written to only so often, and each of the network."""
    guard(app, endpoint, lambda _response: True)


def _buckets() -> dict[str, int]:
    """Return what a try is counted in, and how many times the setting it may hold.

    One key for all of an account's secrets: who is in the middle of signing in is known by session.
    """
    person = session.get("tf_user_id") or session.get("_user_id")
    if request.endpoint != "security.login" and person:
        return {f"person:{_short(str(person))}": 1}
    address = {f"address:{remote_network()}": ADDRESS}
    if "email" not in request.form:
        return address
    account = account_key(request.form["email"])
    device = _device()
    if account in device["accounts"]:
        return {f"account:{account}:{device['id']}": 1}
    return {f"account:{account}": 1} | address


def account_key(email: str) -> str:
    """Return by which an account, or an address that is none, is counted, however it is spelled."""
    try:
        email = current_app.extensions["security"].mail_util.normalize(email)
    except ValueError:  # no address: it leads to no account
        email = email.strip()
    return _short(email.lower())


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _device() -> dict[str, Any]:
    """Return what this device's cookie says: its id, and the accounts that have signed in with it."""
    try:
        found: dict[str, Any] = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {"id": random_id(), "accounts": []}
    return found


def _name() -> str:
    return ("__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else "") + DEVICE


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(), salt="known device")


def signed_in() -> None:
    """Remember that this device has signed in: it has a bucket of its own from now on."""
    g.signed_in = account_key(str(current_user.email))


def keep_device(response: Response) -> Response:
    """Give the device that has just signed in its cookie."""
    account = g.pop("signed_in", None)
    if account is not None:
        device = _device()
        forgive(f"account:{account}:{device['id']}")
        others = [known for known in device["accounts"] if known != account]
        device["accounts"] = [*others, account][-ACCOUNTS:]
        response.set_cookie(
            _name(), str(_signer().dumps(device)), max_age=YEAR, httponly=True, samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )  # fmt: skip
    return response
