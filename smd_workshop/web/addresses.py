"""Addresses for readers elsewhere, in feeds and letters: they begin as the settings say.

What a visitor's browser claims the address to be must not stand in what others read.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for


def init_app(app: Flask) -> None:
    """Let templates of letters use it."""
    app.jinja_env.globals["public_address"] = public_address
    app.jinja_env.globals["narrow_host"] = narrow_host
    app.jinja_env.globals["base_address"] = base_address
    app.jinja_env.globals["is_only_here"] = is_only_here


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page of ours."""
    return base_address().rstrip("/") + url_for(endpoint, **values)


def base_address() -> str:
    """Return what such addresses begin with."""
    return str(current_app.config["SMD_PUBLIC_URL"]) or request.host_url


def narrow_host() -> str:
    """Return the host of such addresses where only this computer or its network knows it; '' where all do."""
    host = urlsplit(base_address()).hostname or ""
    try:
        return "" if ip_address(host).is_global else host
    except ValueError:  # a name
        known = "." in host and not host.endswith((".local", ".lan", ".localhost", ".internal"))
        return "" if known else host


def is_only_here() -> bool:
    """Say whether such addresses reach nothing but the very computer that asks: no phone opens them."""
    host = narrow_host()
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:  # a name, or none
        return host == "localhost" or host.endswith(".localhost")
