"""What followed from a wave, read from the tables: for its report and for the public."""

from collections import Counter
from datetime import date

from smd_workshop.models import Wave
from smd_workshop.surveys import comments, recommendations
from smd_workshop.surveys.followed import Followed, RecommendationFacts


def of(wave: Wave, today: date) -> Followed:
    """Return what is told outside of comments and recommendations of a wave; internal comments are no part of it."""
    public = [
        each
        for each in comments.of_wave(wave)
        if each.review is not None and each.review.state == comments.PUBLIC
    ]
    about = Counter(code.name for each in public for code in each.codes)
    return Followed(
        tuple(sorted(about.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(each.told for each in public),
        tuple(
            RecommendationFacts(
                each.number, each.text, each.said, each.unit, each.due, each.state, each.did,
                each.evidence, recommendations.is_overdue(each, today),
            )
            for each in recommendations.of_wave(wave)
        ),
    )  # fmt: skip
