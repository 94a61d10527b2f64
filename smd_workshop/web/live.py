"""Live fragments: an ETag from a few numbers, compared before anything is rendered."""

import hashlib
from collections.abc import Callable

from flask import Response, make_response, request

from smd_workshop.web.language import current_language


def fragment(parts: tuple[object, ...], render: Callable[[], str]) -> Response:
    """Answer 304 if the reader has this state already, else render it.

    The tag is a digest of state that the reader may know of: it must be built from what the
    fragment shows and nothing else, or it would tell that something hidden has moved.
    """
    words = "|".join(map(str, (*parts, current_language())))
    tag = hashlib.sha256(words.encode()).hexdigest()[:20]
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        response = make_response(render())
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
