"""What every address of the API answers with: JSON, the terms of use, and the year that was asked for."""

from datetime import datetime
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.documents import written_json
from smd_workshop.models import Plan, Process
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import values
from smd_workshop.publishing import portal_queries, public_search

LONGEST_QUERY = public_search.LONGEST_QUERY


def answer(document: Any, media_type: str = "application/json") -> Response:
    """Return a document as JSON, every number with the digits it was written with."""
    return Response(written_json(document).encode(), mimetype=media_type)


def licence() -> str:
    """Return the address of the licence under which the data may be used."""
    return str(current_app.config["SMD_DATA_LICENCE"])


def terms(process: Process) -> dict[str, Any]:
    """Return what has to be known of data of a process wherever they go."""
    return {"licence": licence(), "process": process.code, "simulated": process.simulated}


def asked_words() -> str:
    """Return the words to search for. Raises Invalid where there are none, or too many."""
    text = request.args.get("q", "")
    if not text.strip() or len(text) > LONGEST_QUERY:
        raise Invalid(N_("Ask for some words: ?q=agua"))
    return text


def plan_of(code: str, plan: str) -> tuple[Process, Plan]:
    """Return a public plan with its process, or raise NotFound."""
    process = portal_queries.find(code)
    return process, plans.find_public(process, plan)


def updated(plan: Plan) -> datetime:
    """Return when something of a plan was published last."""
    return values.last_published(plan) or plan.created_at


def say(text: str) -> str:
    """Return a text in the reader's language."""
    return str(gettext(text))
