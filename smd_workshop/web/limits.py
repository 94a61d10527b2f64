"""Where wrong tries are counted; who counts them is in guessing.py."""

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)


def init_app(app: Flask) -> None:
    """Count where SMD_RATE_STORAGE says: in memory, or in Redis for several servers."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["SMD_RATE_STORAGE"])
    app.config.setdefault("RATELIMIT_HEADERS_ENABLED", False)
    limiter.init_app(app)


def failed(response: Response) -> bool:
    """Say whether a try failed: our forms answer a success with a redirect."""
    return not 300 <= response.status_code < 400
