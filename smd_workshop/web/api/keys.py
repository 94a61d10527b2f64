"""Keys: nobody needs one, and who has one may ask oftener; how often each was used is counted."""

from flask import Response, current_app, request
from limits import parse

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.processes.programs import api_keys
from smd_workshop.web.api import bp, uses
from smd_workshop.web.security import guessing
from smd_workshop.web.security.limits import remote_network

SCHEME = "Bearer "


class NoKey(Refusal):
    """What was sent as a key is none, or none any more."""

    status = 401
    message = N_(
        "This key does not work: it was taken back, it is over, or it is none. Nothing here needs a key."
    )


class TooOften(Refusal):
    """Somebody asks faster than all others would bear."""

    status = 429
    message = N_("That was too often. Wait a minute, or ask with a key.")


@bp.before_request
def admit() -> None:
    """Let everybody ask, at their pace. Raises NoKey, TooOften."""
    sent = request.headers.get("Authorization", "")
    if not sent.startswith(SCHEME):
        _pace(f"api:{remote_network()}", "SMD_API_CALLS")
        return
    row = api_keys.known(sent.removeprefix(SCHEME), now())
    if row is None:
        # Who guesses at keys is as slow as who has none.
        _pace(f"api:{remote_network()}", "SMD_API_CALLS")
        raise NoKey
    key_id, day = row.id, day_of(now(), row.process.time_zone)
    _pace(f"api-key:{key_id}", "SMD_API_KEY_CALLS")
    uses.count(key_id, day)


def _pace(bucket: str, setting: str) -> None:
    if not guessing.pace(bucket, parse(str(current_app.config[setting]))):
        raise TooOften


@bp.after_request
def say_how(response: Response) -> Response:
    """Say to programs what they can do about a refusal."""
    if response.status_code == NoKey.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    if response.status_code == TooOften.status:
        response.headers["Retry-After"] = "60"
    return response
