"""What programs may read: only what the portal shows, without signing in, at addresses that stay."""

from flask import Blueprint, Response, request

from smd_workshop.web.loading import load_all

#: The version stands in the address: what a reader was written for goes on being answered.
bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.after_request
def _open(response: Response) -> Response:
    """Let pages of others read it, and let who has it already be told so."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "GET" and response.status_code == 200:
        response.headers["Cache-Control"] = "public, no-cache"
        response.add_etag()
        response.make_conditional(request)
    return response


load_all(__name__, __path__)
