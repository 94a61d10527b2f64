"""What every page may use: languages, static addresses that may be cached for ever, marks, charts, words."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import gettext, ngettext
from jinja2 import ChoiceLoader

from reports import presentation
from smd_workshop.core.caching import bounded
from smd_workshop.rounds.series import repeating
from smd_workshop.web.language import LANGUAGES, current_language, current_zone
from smd_workshop.web.security.actor import current_staff

#: Shapes that go with the sectors' colours, in order: never colour alone.
MARKS = 7
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
            "MARKS": MARKS,
            "times_asked": repeating.held,
        }
    )
    presentation.prepare(app.jinja_env, gettext, ngettext, current_language, current_zone)
    fragments, own = presentation.folder_templates(), app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([own, fragments] if own else [fragments])
    app.after_request(_cache_assets)


def mark(position: int) -> str:
    """Return the class of a sector's colour and shape."""
    return f"mark m{(position % MARKS) + 1}"


def asset(name: str) -> str:
    """Return the address of a static file, with its digest so that it can be cached for ever."""
    digest = _digest(str(current_app.static_folder), name)
    if not has_request_context():
        return url_for("static", filename=name, v=digest)
    return _address(request.script_root, current_app.static_url_path or "", name, digest)


@bounded("addresses of static files", 256)
def _address(_root: str, _folder: str, name: str, digest: str) -> str:
    """Return an address that every page names, and that depends on nothing else."""
    return url_for("static", filename=name, v=digest)


@bounded("digests of static files", 256)
def _digest(folder: str, name: str) -> str:
    return hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:10]


def _cache_assets(response: Any) -> Any:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = FOR_EVER
    return response
