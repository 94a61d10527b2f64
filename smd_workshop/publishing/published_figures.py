"""Published figures: written when a round is published, never changed; a correction is a new row."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.core.numbers import PLACES
from smd_workshop.database import db
from smd_workshop.library.facets import Figure
from smd_workshop.library.methods import METHODS
from smd_workshop.models import PublishedFigure, Result, Round


def places(shown: dict[str, Any]) -> int:
    """Return with how many decimals the percentages of a shown result are written.

    None where figures were made coarse to protect small sectors, as they were before the rule by numbers of people: a
    decimal would pretend.
    """
    return 0 if "why" not in shown.get("disclosure", {"why": ""}) else PLACES


def record(round_: Round, at: datetime, user_id: int | None) -> list[PublishedFigure]:
    """Store the key figures of a round as its page shows them; nothing that is suppressed.

    Shares that are a mean over sectors have the denominator 1. A second call adds nothing.
    """
    known = select(PublishedFigure.id).where(PublishedFigure.round_id == round_.id)
    if db.session.scalar(known.limit(1)) is not None:
        return []
    rows = [
        PublishedFigure(
            process_id=round_.workshop.process_id, round_id=round_.id, subject=subject[:80],
            name=name, numerator=above, denominator=below,
            definition=f"{result.method_id}/{result.method_version}",
            dataset_sha256=result.input_sha256, approved_by_id=user_id, published_at=at,
        )
        for result in _results(round_)
        for subject, name, above, below in of_result(result.method_id, result.part, result.shown)
    ]  # fmt: skip
    db.session.add_all(rows)
    return rows


def _results(round_: Round) -> list[Result]:
    query = select(Result).where(Result.round_id == round_.id)
    return list(db.session.scalars(query.order_by(Result.id)))


def of_round(round_: Round) -> list[PublishedFigure]:
    """Return the figures that were published of a round, in the order they were written."""
    query = select(PublishedFigure).where(PublishedFigure.round_id == round_.id)
    return list(db.session.scalars(query.order_by(PublishedFigure.id)))


def of_result(method_id: str, part: str, shown: dict[str, Any]) -> list[Figure]:
    """Return the key figures that a shown result holds; none for a method that is not there any more."""
    method = METHODS.get(method_id)
    return [] if method is None else list(method.publishing.figures(part, shown))
