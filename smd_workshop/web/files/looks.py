"""The logo and the colour of a process as answers that a cache may keep: their address changes with them."""

from flask import Flask, Response

from smd_workshop.core.errors import NotFound
from smd_workshop.models import Identity, Process
from smd_workshop.processes import identity

#: A day: the address holds the digest.
KEPT = "private, max-age=86400"


def init_app(app: Flask) -> None:
    """Let templates ask for the look of a process."""
    app.jinja_env.globals["look_of"] = look_of


def look_of(process: Process) -> Identity | None:
    """Return the look of a process, None where it has that of the program."""
    return identity.of(process)


def logo(process: Process) -> Response:
    """Return the logo, or raise NotFound."""
    look = identity.of(process)
    if look is None or look.logo is None:
        raise NotFound
    response = Response(look.logo, mimetype="image/png")
    response.headers["Cache-Control"] = KEPT
    return response


def colours(process: Process) -> Response:
    """Return the style that holds the colour of a process; empty where it has that of the program."""
    look = identity.of(process)
    colour = look.colour if look is not None else ""
    response = Response(f":root {{ --brand: {colour} }}\n" if colour else "", mimetype="text/css")
    response.headers["Cache-Control"] = KEPT
    return response
