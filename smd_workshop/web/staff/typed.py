"""What staff are told of how numbers were read that they typed."""

from collections.abc import Iterable

from flask import flash

from smd_workshop.library.plan.typed import how_read
from smd_workshop.plans.evaluation.sentences import sentence


def tell_reading(texts: Iterable[str], measure: str) -> None:
    """Say on the next page how each percentage was read that is none in its unit."""
    for said in filter(None, (how_read(text, measure) for text in texts)):
        flash(sentence(said))
