"""What every template may use: languages, static addresses that may be cached for ever, filters."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for

from smd_workshop.core import numbers
from smd_workshop.library.stats import proportions
from smd_workshop.publishing import published_figures
from smd_workshop.web.actor import current_staff
from smd_workshop.web.language import LANGUAGES, current_language

#: Shapes that go with the sectors' colours, in order: never colour alone.
MARKS = 6
#: What a cache is told about a file whose address has its digest.
FOR_EVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Give templates their helpers."""
    app.context_processor(
        lambda: {
            "LANGUAGES": LANGUAGES,
            "language": current_language(),
            "asset": asset,
            "staff": current_staff,
            "mark": mark,
        }
    )
    app.jinja_env.filters.update(
        lima=lambda moment: numbers.moment_words(moment, current_language()),
        lima_day=lambda day: numbers.day_words(day, current_language()),
        number=numbers.number,
        percent=lambda *share: numbers.unbroken(numbers.percent(*share)),
        share=lambda part, whole: numbers.unbroken(
            numbers.share_words(part, whole, current_language())
        ),
    )
    app.jinja_env.globals.update(
        decimals=published_figures.places,
        wilson=proportions.wilson,
        balanced_share=proportions.balanced,
    )
    app.after_request(_cache_assets)


def mark(position: int) -> str:
    """Return the class of a sector's colour and shape."""
    return f"mark m{(position % MARKS) + 1}"


def asset(name: str) -> str:
    """Return the address of a static file, with its digest so that it can be cached for ever."""
    return url_for("static", filename=name, v=_digest(str(current_app.static_folder), name))


@cache
def _digest(folder: str, name: str) -> str:
    return hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:10]


def _cache_assets(response: Any) -> Any:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = FOR_EVER
    return response
