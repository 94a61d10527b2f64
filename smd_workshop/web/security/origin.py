"""Protection against forged requests (CSRF): is this POST from one of our own pages? The browser itself says.

No token and no expiry: a page opened offline yesterday must still post today.
"""

from urllib.parse import urlsplit

from flask import Request, request

from smd_workshop.core.errors import NotAllowed
from smd_workshop.core.messages import N_

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check() -> None:
    """Refuse a state-changing request that another site caused."""
    if request.method not in SAFE and not is_same_origin(request):
        raise NotAllowed(N_("This request came from another site and was refused."))


def is_same_origin(incoming: Request) -> bool:
    """Say whether the browser vouches for the request; programs without either header may pass.

    A browser sends Sec-Fetch-Site (to secure addresses) or Origin with each POST. A request with
    neither comes from no browser, so it carries no visitor's cookies by accident.
    """
    site = incoming.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = incoming.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == incoming.host
