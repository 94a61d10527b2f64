"""Public pages as they were rendered, shown again as long as nothing was committed and the minute is the same.

What a page of the portal says follows from the database, the clock and the words of the request. So a page
is kept under the mark of what was committed (`database/states.py`), the minute, and all of the request that an answer
can depend on. One commit of whichever program, and everything that was kept is thrown away: what was taken back is
shown to nobody once more, and is not kept in memory either. Whoever brings a cookie or a key is answered anew.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, request
from sqlalchemy import Engine
from werkzeug.wrappers import Response

from smd_workshop.core.caching import Bounded
from smd_workshop.core.clock import now
from smd_workshop.database import db, states

#: Where a page with a tag says whether it holds nothing of one reader, in the environment of the request.
PUBLIC = "smd.public"
#: Pages kept, the bytes that one may have, and those of the words that ask for it.
KEPT, LONGEST, LONGEST_QUESTION = 300, 100_000, 2_000
#: All of a request that a public page depends on.
ASKED = (
    "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "wsgi.url_scheme",
    "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT",
)  # fmt: skip
#: Who brings one of these is somebody, or wants something else than a page.
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")

#: What the names of the pages begin with that may be kept.
PORTAL = "portal."

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as the application gave it."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def answer(self, environ: dict[str, Any]) -> Response:
        """Return it, or that the reader has it already."""
        made = Response(self.body, headers=list(self.headers))
        return made.make_conditional(environ)


class KeptPages:
    """A door before a WSGI application that answers for it what it has answered already."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inside = app, app.wsgi_app
        with app.app_context():
            self._engine: Engine = db.engine
        self._pages: Bounded[Hashable, Page] = Bounded("public pages", KEPT)
        self._state: Hashable = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or let the request in and keep what it was told if it is for everybody."""
        key = _key(environ) if _first(environ["PATH_INFO"]) in self._portal else None
        state = None if key is None else self._now()
        kept = None if state is None else (state, key)
        page = None if kept is None else self._pages.get(kept)
        if page is not None:
            return page.answer(environ)(environ, start)
        return self._ask(environ, start, kept)

    @cached_property
    def _portal(self) -> frozenset[str]:
        """How addresses of the portal begin: who answers a survey or votes must not wait for a look at the database."""
        rules = self._app.url_map.iter_rules()
        return frozenset(_first(each.rule) for each in rules if each.endpoint.startswith(PORTAL))

    def _now(self) -> Hashable:
        """Return the state that pages of this moment are kept under, and throw away those of any other."""
        mark = states.mark_of(self._engine)
        state = None if mark is None else (mark, now().replace(second=0, microsecond=0))
        if state != self._state:
            self._state = state
            self._pages.clear()
        return state

    def _ask(
        self, environ: dict[str, Any], start: Callable[..., Any], key: Hashable
    ) -> Iterable[bytes]:
        told: list[tuple[Any, ...]] = []

        def noting(*given: Any) -> Callable[[bytes], object]:
            told.append(given)
            return lambda _part: None  # Flask writes nothing by this old road

        parts = self._inside(environ, noting)
        status, headers = told[-1][:2]
        if PUBLIC not in environ or not status.startswith("200"):
            start(*told[-1])
            return parts
        try:
            page = Page(tuple(headers), b"".join(parts))
        finally:
            getattr(parts, "close", lambda: None)()
        personal = any(name.lower() == "set-cookie" for name, _ in headers)
        if key is not None and environ[PUBLIC] and not personal and len(page.body) <= LONGEST:
            self._pages.put(key, page)
        return page.answer(environ)(environ, start)


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _key(environ: dict[str, Any]) -> Key | None:
    """Return all of a question that its answer depends on; None where somebody in particular asks, or too much."""
    if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in PERSONAL):
        return None
    key = tuple(str(environ.get(name, "")) for name in ASKED)
    return key if sum(map(len, key)) <= LONGEST_QUESTION else None


def is_public(*, keep: bool) -> None:
    """Say of the answer to this request that its tag may be compared, and whether the next one may be given it too."""
    request.environ[PUBLIC] = keep


def init_app(app: Flask) -> None:
    """Put the door before the application."""
    app.wsgi_app = KeptPages(app)  # type: ignore[assignment,method-assign]
