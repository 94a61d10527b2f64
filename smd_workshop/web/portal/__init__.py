"""What anybody may read, without signing in."""

from flask import Blueprint, Response, request

from smd_workshop.web.loading import load_all
from smd_workshop.web.serving import kept_pages

bp = Blueprint("portal", __name__)


@bp.after_request
def _for_everybody(response: Response) -> Response:
    """Let a reader who has this page already be told so: public pages hold nothing of one reader."""
    if request.method == "GET" and response.status_code == 200 and not response.is_streamed:
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.add_etag()
        # A key in an address is somebody's: what it opens is not kept.
        kept_pages.is_public(keep="key" not in (request.view_args or {}))
    return response


load_all(__name__, __path__)
