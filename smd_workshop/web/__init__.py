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
from smd_workshop.web.words import (
    effect_words,
    plan_words,
    strategy_words,
    value_words,
    verdict_words,
)

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


#: What audiences share, in the order in which it is put on the application.
PARTS = (
    accounts.init_app,
    errors.init_app,
    template_helpers.init_app,
    surroundings.init_app,
    sent.init_app,
    addresses.init_app,
    looks.init_app,
    plan_words.init_app,
    verdict_words.init_app,
    strategy_words.init_app,
    value_words.init_app,
    effect_words.init_app,
)


def init_app(app: Flask) -> None:
    """Put the web on the application."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    _configure(app)
    app.session_interface = cookie.Sessions()
    for put in (
        input_text.init_app,
        late_rules.init_app,
        kept_pages.init_app,
        not_modified.init_app,
    ):
        put(app)
    _trust_proxies(app)
    language.init_app(app)
    limits.init_app(app)
    app.before_request(input_text.check)
    for put in PARTS:
        put(app)
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


def _configure(app: Flask) -> None:
    """Say what cookies may do, and how much may be sent."""
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


def _trust_proxies(app: Flask) -> None:
    """Read the reader's address from as many proxies as were said to stand before us."""
    proxies = app.config["SMD_PROXIES"]
    if proxies:  # else every reader would share the proxy's address, and its limits
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


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
