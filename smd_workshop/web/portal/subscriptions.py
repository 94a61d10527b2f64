"""Anybody asks for letters about a thing, confirms it by the link in the first letter, and ends it: no account, no cookie."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from limits import parse

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.following import subscriptions, things
from smd_workshop.following.subscriptions import Left
from smd_workshop.following.things import Thing
from smd_workshop.web.addresses import public_address
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.security.guessing import pace
from smd_workshop.web.security.limits import remote_network
from smd_workshop.web.words.happening_words import page_of
from smd_workshop.worker.jobs import forget
from smd_workshop.worker.queues import later


def thing_of(code: str) -> Thing:
    """Return what the address is about, the process where it names nothing in it; raises NotFound."""
    process = process_of(code)
    kind = request.args.get("kind", things.PROCESS)
    return things.named(process, kind, request.args.get("of", "")[: things.LONGEST])


def _page(thing: Thing, status: int = 200, error: str = "", typed: str = "") -> Response:
    html = render_template(
        "portal/subscribe.html", process=thing.process, thing=thing, page=page_of(thing),
        error=error, typed=typed, sends=sends_mail(), days=subscriptions.UNCONFIRMED.days,
    )  # fmt: skip
    return Response(html, status)


@bp.get("/p/<code>/subscribe")
def subscribe(code: str) -> Response:
    """Ask where to write about a process, or about the thing in it that the address names."""
    return _page(thing_of(code))


@bp.post("/p/<code>/subscribe")
def ask_for_letters(code: str) -> Any:
    """Ask an address whether it wants letters; the answer is the same whatever is known of it."""
    thing = thing_of(code)
    if not sends_mail():
        raise NotFound
    typed = request.form.get("address", "")[:300]
    allowed = parse(str(current_app.config["SMD_SUBSCRIBE_TRIES"]))
    if not pace(f"subscribe:{remote_network()}", allowed):
        return _page(thing, 429, str(_("Too many at once from here. Try again in an hour.")), typed)
    left = Left(typed, current_language(), public_address("portal.home"))
    try:
        with transaction(of=NO_PROCESS):
            subscriptions.ask(thing, left, now())
    except Invalid as refusal:
        return _page(thing_of(code), 422, sentence(refusal), typed)
    later("send_news_letters")
    return redirect(url_for("portal.subscription_asked", code=code), 303)


@bp.get("/p/<code>/subscribe/asked")
def subscription_asked(code: str) -> str:
    """Say what happens next, to everybody the same."""
    return render_template(
        "portal/subscription_asked.html", process=process_of(code),
        days=subscriptions.UNCONFIRMED.days,
    )  # fmt: skip


@bp.get("/subscriptions/<key>")
def subscription(key: str) -> Response:
    """Show what a letter is about, with the button that confirms it and those that end it; nothing changes by looking."""
    found = subscriptions.find(key, now())
    name, _at, host = found.subscriber.address.rpartition("@")
    html = render_template(
        "portal/subscription.html", found=found, thing=things.of(found),
        address=f"{name[:1]}…@{host}", many=len(found.subscriber.subscriptions) > 1,
    )  # fmt: skip
    return Response(html, headers={"Cache-Control": "no-store"})


@bp.post("/subscriptions/<key>/confirm")
def confirm_subscription(key: str) -> Any:
    """Begin to write to an address."""
    with transaction(of=NO_PROCESS):
        subscriptions.confirm(subscriptions.find(key, now()), now())
    return redirect(url_for("portal.subscription", key=key), 303)


@bp.post("/subscriptions/<key>/end")
def end_subscription(key: str) -> Any:
    """Write to an address no more about one thing, or about anything."""
    every = request.form.get("act") == "every"
    with transaction(of=NO_PROCESS):
        subscriptions.end(subscriptions.find(key, now()), every=every)
    forget()
    return redirect(url_for("portal.subscription_ended"), 303)


@bp.get("/subscriptions/ended")
def subscription_ended() -> str:
    """Say that it is done."""
    return render_template("portal/subscription_ended.html")
