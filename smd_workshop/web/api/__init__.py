"""What programs may read: only what the portal shows, without signing in, at addresses that stay."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, Response, request

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


# Each module of this package registers its own addresses; adding one needs no list here.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
