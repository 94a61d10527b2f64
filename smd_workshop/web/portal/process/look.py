"""The logo and the colour of a public process."""

from flask import Response

from smd_workshop.web.files import looks
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of


@bp.get("/p/<code>/logo.png")
def logo(code: str) -> Response:
    """Give the logo."""
    return looks.logo(process_of(code))


@bp.get("/p/<code>/look.css")
def colours(code: str) -> Response:
    """Give the colour."""
    return looks.colours(process_of(code))
