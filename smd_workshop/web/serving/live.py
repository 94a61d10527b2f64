"""Live fragments: an ETag from a few numbers, compared before anything is rendered."""

import hashlib
from collections.abc import Callable

from flask import Response, make_response, request

from smd_workshop.web.language import current_language
from smd_workshop.web.serving.not_modified import Revalidate, offer_revalidation


def tag(parts: tuple[object, ...]) -> str:
    """Return the tag of a state; a page that shows the fragment carries it for the first question."""
    words = "|".join(map(str, (*parts, current_language())))
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def fragment(
    parts: tuple[object, ...],
    render: Callable[[], str],
    revalidate: Revalidate | None = None,
    basis: tuple[object, ...] | None = None,
) -> Response:
    """Answer 304 if the reader has this state already, else render it.

    Where `revalidate` can read the parts anew without a request, or the basis that they follow from,
    the next 304 is given at the door.

    The tag is a digest of state that the reader may know of: it must be built from what the
    fragment shows and nothing else, or it would tell that something hidden has moved.
    """
    digest = tag(parts)
    # Weak too: a proxy that compresses on the road weakens the tag.
    if request.if_none_match.contains_weak(digest):
        response = Response(status=304)
        if revalidate is not None:
            offer_revalidation(parts if basis is None else basis, revalidate)
    else:
        response = make_response(render())
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
