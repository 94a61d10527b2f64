"""Programs of others: keys to the open data, addresses that are told what happened, and what became of each telling."""

from datetime import timedelta
from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from limits import parse

from forms.programs import ApiKeyForm, WebhookForm
from smd_workshop.config import secret_keys
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.zones import day_of
from smd_workshop.database import abandon
from smd_workshop.models import Process, Webhook
from smd_workshop.processes.programs import api_keys, outgoing, webhooks
from smd_workshop.processes.programs.api_keys import Made
from smd_workshop.processes.programs.outgoing import Target
from smd_workshop.web.addresses import public_address
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.staff.acts import attempt, attempt_typed
from smd_workshop.web.staff.process_access import enter, my_id

VERB = "connect programs"
#: How long a key works unless staff say otherwise.
A_YEAR = timedelta(days=365)


@bp.get("/<process>/programs")
def programs(process: str) -> str:
    """List the keys and the addresses of a process, with forms for new ones."""
    found = enter(process, VERB)
    return _page(found)


def _page(
    process: Process, key_form: ApiKeyForm | None = None, hook_form: WebhookForm | None = None
) -> str:
    at = now()
    ready = ApiKeyForm(data={"expires_on": day_of(at, process.time_zone) + A_YEAR})
    return render_template(
        "facilitator/programs.html", process=process, keys=api_keys.of_process(process),
        works=lambda row: api_keys.works(row, at), hooks=webhooks.of_process(process),
        key_form=key_form or ready, hook_form=hook_form or WebhookForm(),
        described=public_address("api.openapi"), without=_a_minute("SMD_API_CALLS"),
        with_key=_a_minute("SMD_API_KEY_CALLS"),
    )  # fmt: skip


def _a_minute(setting: str) -> int:
    pace = parse(str(current_app.config[setting]))
    return round(pace.amount * 60 / pace.get_expiry())


@bp.post("/<process>/programs/keys")
def make_api_key(process: str) -> Any:
    """Make a key and show it, once: it is not stored."""
    found = enter(process, VERB)
    form = ApiKeyForm(request.form)
    if not form.validate():
        return _page(found, key_form=form), 422
    made: list[Made] = []

    def act() -> str:
        name, day = form.key_name.data, form.expires_on.data
        made.append(api_keys.make(found, name, day, now(), my_id()))
        return "made"

    if not attempt_typed(act, form):
        return _page(found, key_form=form), 422
    if not made:  # the form was here before: its key was shown then
        return redirect(f"/f/{found.code}/programs", 303)
    answer = make_response(
        render_template(
            "facilitator/program_key.html", process=found, made=made[0],
            example=public_address("api.figures", code=found.code),
        )
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<process>/programs/keys/<int:api_key>/revoke")
def revoke_api_key(process: str, api_key: int) -> Any:
    """Let a key work no more."""
    found = enter(process, VERB)
    row = api_keys.find(found, api_key)
    if attempt(lambda: api_keys.revoke(row, now(), my_id())):
        flash(_("The key no longer works."))
    return redirect(f"/f/{found.code}/programs", 303)


@bp.post("/<process>/programs/webhooks")
def add_webhook(process: str) -> Any:
    """Tell an address from now on."""
    found = enter(process, VERB)
    form = WebhookForm(request.form)
    form.validate()
    base, target = public_address("portal.home"), None if form.url.errors else _target(form)
    if target is None or form.errors:
        return _page(enter(process, VERB), hook_form=form), 422

    def act() -> str:
        return _at(webhooks.add(found, form.hook_name.data, target, base, now(), my_id()))

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _page(found, hook_form=form), 422
    flash(_("The address is told from now on. Its secret is below."))
    return redirect(leads_to, 303)


def _target(form: WebhookForm) -> Target | None:
    """Return the address of a form if it may be told; else the form says why, beside whatever else is wrong with it."""
    loopback = bool(current_app.config["SMD_WEBHOOK_LOOPBACK"])
    try:
        target = outgoing.parse(form.url.data or "", loopback=loopback)
        abandon()  # nothing is held while a name is looked up
        outgoing.judged(target, loopback=loopback)
    except Invalid as refusal:
        form.url.errors = [sentence(refusal)]
        return None
    return target


def _at(row: Webhook) -> str:
    return f"/f/{row.process.code}/programs/webhooks/{row.id}"


@bp.get("/<process>/programs/webhooks/<int:webhook>")
def webhook_log(process: str, webhook: int) -> Any:
    """Show what an address was told, when, what it answered and how often it was tried."""
    found = enter(process, VERB)
    row = webhooks.find(found, webhook)
    answer = make_response(
        render_template(
            "facilitator/webhook.html", process=found, hook=row, here=_at(row),
            told=webhooks.deliveries(row), most=webhooks.LISTED, tries=webhooks.TRIES,
            secret=webhooks.secret_of(row, secret_keys()[0]),
        )
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<process>/programs/webhooks/<int:webhook>/end")
def end_webhook(process: str, webhook: int) -> Any:
    """Tell an address nothing any more."""
    found = enter(process, VERB)
    row = webhooks.find(found, webhook)
    if attempt(lambda: webhooks.end(row, now(), my_id())):
        flash(_("This address is told nothing any more."))
    return redirect(_at(row), 303)


@bp.post("/<process>/programs/webhooks/<int:webhook>/deliveries/<int:delivery>/again")
def send_webhook_again(process: str, webhook: int, delivery: int) -> Any:
    """Send once more what an address was told, or was to be told."""
    found = enter(process, VERB)
    row = webhooks.find(found, webhook)
    sent = webhooks.delivery(row, delivery)
    if attempt(lambda: webhooks.again(sent, now(), my_id())):
        flash(_("It is sent again in a moment. This page says what becomes of it."))
    return redirect(_at(row), 303)
