"""Shared value in public: the initiatives that are shown, and their metrics with the word that belongs to each."""

import json

from flask import Response, render_template
from flask_babel import gettext as _

from smd_workshop.plans import plans
from smd_workshop.strategy.territory import hybrid_documents, hybrids, shared_values
from smd_workshop.web.files.documents import attachment, called
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

HERE = "/p/<code>/shared-value"


@bp.get(HERE)
def shared_value(code: str) -> str:
    """List the initiatives of shared value."""
    process = process_of(code)
    return render_template(
        "portal/shared_value/list.html", process=process,
        initiatives=shared_values.of_process(process, public=True),
    )  # fmt: skip


@bp.get(f"{HERE}/<int:shared_value>")
def shared_value_one(code: str, shared_value: int) -> str:
    """Show one initiative: its two sides, its steps, its metrics."""
    process = process_of(code)
    row = shared_values.find(process, shared_value, public=True)
    return render_template(
        "portal/shared_value/page.html", process=process, initiative=row,
        loops=shared_values.loops(row), plan_address=plans.address_of, metrics=hybrids.shown(row, public=True),
        measured=[
            each for each in row.indicators
            if shared_values.is_readable(each.indicator, public=True)
        ],
    )  # fmt: skip


@bp.get(f"{HERE}/<int:shared_value>.json")
def shared_value_json(code: str, shared_value: int) -> Response:
    """Give one initiative with its metrics as JSON; no metric without its word and the rule behind it."""
    row = shared_values.find(process_of(code), shared_value, public=True)
    text = json.dumps(hybrid_documents.document_of(row), ensure_ascii=False, allow_nan=False)
    name = called(row.process, code, _("Shared value"), str(shared_value), ending="json")
    return attachment(text.encode(), "application/json", name)
