"""Addresses for readers elsewhere, in feeds and letters: they begin as the settings say.

What a visitor's browser claims the address to be must not stand in what others read.
"""

from typing import Any

from flask import Flask, current_app, request, url_for


def init_app(app: Flask) -> None:
    """Let templates of letters use it."""
    app.jinja_env.globals["public_address"] = public_address


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page of ours."""
    base = str(current_app.config["SMD_PUBLIC_URL"]) or request.host_url
    return base.rstrip("/") + url_for(endpoint, **values)
