"""Pages by audience. What they share: who asks, what is allowed, language, headers, errors."""

from datetime import timedelta
from importlib import import_module

from flask import Flask, Response, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from smd_workshop.web import addresses, errors, language, template_helpers
from smd_workshop.web.files import looks
from smd_workshop.web.letters import load_jobs
from smd_workshop.web.security import accounts, limits, origin, skip_staff_hooks
from smd_workshop.web.serving import (
    compression,
    cookie,
    input_text,
    kept_pages,
    late_rules,
    not_modified,
)
from smd_workshop.web.sheets import surroundings
from smd_workshop.web.staff import refused, sent
from smd_workshop.web.words import effect_words, plan_words, strategy_words, value_words

#: The audiences; each is a package with a blueprint called `bp`.
AUDIENCES = ("participant", "facilitator", "portal", "respondent", "manager", "planner", "api")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
}

#: For a year browsers ask this host over HTTPS only.
HSTS = "max-age=31536000"


def init_app(app: Flask) -> None:
    """Put the web on the application."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    secure = is_secure(app)
    app.config.update(
        # The prefix: a browser takes it over HTTPS only, from this host alone.
        SESSION_COOKIE_NAME="__Host-smd" if secure else "smd",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=app.config["SMD_UPLOAD_BYTES"],
        MAX_FORM_MEMORY_SIZE=app.config["SMD_UPLOAD_BYTES"],
    )
    app.session_interface = cookie.Sessions()
    input_text.init_app(app)
    late_rules.init_app(app)
    kept_pages.init_app(app)
    not_modified.init_app(app)
    proxies = app.config["SMD_PROXIES"]
    if proxies:  # else every reader would share the proxy's address, and its limits
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    language.init_app(app)
    limits.init_app(app)
    app.before_request(input_text.check)
    accounts.init_app(app)
    errors.init_app(app)
    template_helpers.init_app(app)
    surroundings.init_app(app)
    sent.init_app(app)
    addresses.init_app(app)
    looks.init_app(app)
    plan_words.init_app(app)
    strategy_words.init_app(app)
    value_words.init_app(app)
    effect_words.init_app(app)
    # First in, last out: what it compresses is what leaves.
    compression.init_app(app)
    # Behind what makes another answer of a refused form, which would leave without them.
    app.after_request(_headers)
    refused.init_app(app)
    app.before_request(origin.check)
    for name in AUDIENCES:
        app.register_blueprint(import_module(f"smd_workshop.web.{name}").bp)
    skip_staff_hooks.init_app(app)
    load_jobs()


def is_secure(app: Flask) -> bool:
    """Say whether the pages are read over HTTPS: the settings say so, not a request."""
    https = str(app.config["SMD_PUBLIC_URL"]).startswith("https://")
    return https or bool(app.config["SMD_PRODUCTION"])


def _headers(response: Response) -> Response:
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - not a dict
    for name, text in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, text)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HSTS
    if "cache-control" not in given and request.endpoint != "static":
        # A page may show one seat's answers: no cache of the road may keep it.
        response.headers.add("Cache-Control", "private, no-store")
    return response
