"""«Nothing new»: what phones are told most, said again without waking the application.

A room of phones asks every few seconds. The application answers each of them once; when the very
same question comes again, with the same cookie and the same tag, and what the tag was made of is
read again and is the same, the answer is the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import NotFound
from smd_workshop.database import db

#: Where a view leaves its reading for this door, in the environment of the request.
REVALIDATION = "smd.revalidation"
#: Questions remembered, and for how many seconds one is: what else decides, like the age of a
#: cookie, the application looks at again after that.
KEPT, SECONDS = 5_000, 300.0

Parts = tuple[object, ...]
#: Reads what a tag is made of anew, outside of any request; None where only the view can tell.
Revalidate = Callable[[Engine], Parts | None]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A 304 as the application gave it, and what it depended on."""

    parts: Parts
    revalidate: Revalidate
    headers: list[tuple[str, str]]

    def holds(self, engine: Engine) -> bool:
        """Say whether nothing has changed since; whoever cannot tell says no."""
        try:
            return self.revalidate(engine) == self.parts
        except (SQLAlchemyError, NotFound):
            return False  # the application says in words what is wrong


class NotModifiedMiddleware:
    """A door before a WSGI application: it revalidates what phones hold (RFC 9110, conditional requests)."""

    def __init__(self, app: Flask) -> None:
        self._inside = app.wsgi_app
        with app.app_context():
            self._engine = db.engine
        self._answers: Bounded[Key, Remembered] = Bounded("answers of “nothing new”", KEPT, SECONDS)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or let the request in and remember what it was told."""
        key = _key(environ)
        if key is None:
            return self._inside(environ, start)
        known = self._answers.get(key)
        if known is not None and known.holds(self._engine):
            start("304 NOT MODIFIED", list(known.headers))
            return []

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self._note(key, environ, status, headers)
            return start(status, headers, *rest)

        return self._inside(environ, noting)

    def _note(self, key: Key, environ: dict[str, Any], status: str, headers: Any) -> None:
        left = environ.get(REVALIDATION)
        personal = any(name.lower() == "set-cookie" for name, _ in headers)
        if left is None or personal or not status.startswith("304"):
            self._answers.forget(key)
            return
        parts, revalidate = left
        self._answers.put(key, Remembered(parts, revalidate, list(headers)))


def _key(environ: dict[str, Any]) -> Key | None:
    """Return all of a question that its answer depends on; None for what is no such question."""
    tag = environ.get("HTTP_IF_NONE_MATCH")
    if tag is None or environ["REQUEST_METHOD"] != "GET":
        return None
    others = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "wsgi.url_scheme")
    return (
        tag, environ["PATH_INFO"], environ.get("QUERY_STRING", ""),
        *(environ.get(name, "") for name in others),
    )  # fmt: skip


def offer_revalidation(parts: Parts, revalidate: Revalidate) -> None:
    """Leave for the door what the answer to this request is made of."""
    request.environ[REVALIDATION] = (parts, revalidate)


def init_app(app: Flask) -> None:
    """Put the door before the application."""
    app.wsgi_app = NotModifiedMiddleware(app)  # type: ignore[assignment,method-assign]
