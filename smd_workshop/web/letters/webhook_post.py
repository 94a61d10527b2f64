"""The worker's part of webhooks: sends what waits, signed, to the address that was judged a moment before."""

from datetime import datetime
from typing import Any

from flask import current_app

from smd_workshop.config import secret_keys
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import abandon, transaction
from smd_workshop.models import Process, WebhookDelivery
from smd_workshop.processes.programs import outgoing, webhooks
from smd_workshop.surveys import surveys
from smd_workshop.web.addresses import public_address
from smd_workshop.worker.queues import job, later, made_up

#: Deliveries that are given to the queue at one look: with slow receivers other work must have its turn.
AT_ONCE = 5
PROGRAM = "smd-workshop"


@made_up
def send_waiting_webhooks(at: datetime) -> None:
    """Take what is due and give it to the queue: what else was lost must not wait for a slow receiver.

    What the queue loses is due again when its time with a worker is over.
    """
    waiting = webhooks.due(at, AT_ONCE)
    abandon()
    for delivery_id, process_id in waiting:
        with transaction(of=process_id):
            attempt = webhooks.claim(delivery_id, at)
        if attempt:
            later("send_webhook", delivery_id, attempt)


@job
def send_webhook(delivery_id: int, attempt: int) -> None:
    """Send a delivery that was taken, unless another worker has taken it since, and note what came back."""
    found = webhooks.by_id(delivery_id)
    if not webhooks.is_mine(found, attempt):
        return
    process_id = found.webhook.process_id
    answer = _sent(found)
    with transaction(of=process_id):
        webhooks.note(delivery_id, attempt, answer, now())


def _sent(found: WebhookDelivery) -> outgoing.Answer:
    """Send it with no transaction open: nobody waits for the receiver."""
    row, loopback = found.webhook, bool(current_app.config["SMD_WEBHOOK_LOOPBACK"])
    body = outgoing.written(document(found))
    headers = {
        "Content-Type": "application/json", "User-Agent": PROGRAM, "SMD-Event": found.event,
        "SMD-Delivery": found.message, "SMD-Signature": webhooks.signature(row, body, now(), secret_keys()),
    }  # fmt: skip
    url = row.url
    abandon()
    try:
        target = outgoing.parse(url, loopback=loopback)
        address = outgoing.judged(target, loopback=loopback)
    except outgoing.Inside:
        return outgoing.Answer(None, "inside")
    except Invalid:
        return outgoing.Answer(None, "no such host")
    return outgoing.post(target, address, body, headers)


def document(found: WebhookDelivery) -> dict[str, Any]:
    """Return what is told: what happened, about what, and where the public reads of it. No figure."""
    process = found.webhook.process
    with current_app.test_request_context(base_url=found.webhook.base):
        links = _links(process, found.about)
    return {
        "id": found.message, "event": found.event,
        "happened_at": found.happened_at.isoformat(timespec="seconds"),
        "process": process.code, "simulated": process.simulated or surveys.is_simulated(process, found.about.get("survey", "")),
        **found.about, "links": links,
    }  # fmt: skip


def _links(process: Process, about: dict[str, Any]) -> dict[str, str]:
    links = {
        "process": public_address("api.process", code=process.code),
        "figures": public_address("api.figures", code=process.code),
    }
    if "figure" in about:
        links["page"] = public_address("portal.figure", code=process.code, figure=about["figure"])
    return links
