"""What followed from a wave, as plain values for pages and papers: comments by what they are about, recommendations."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """A recommendation as readers see it."""

    number: int
    text: str
    said: str
    unit: str
    due: date
    state: str
    did: str
    evidence: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """Public comments, or what stands in their place; all of one question, '' where that may not be told."""

    question: str
    #: What was written, each once, with how often.
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """What people wrote, as far as it is public, and what became of it."""

    #: What comments are about → how many; what nobody coded is not counted.
    codes: tuple[tuple[str, int], ...] = ()
    #: Question by question as the questionnaire orders them, or all together.
    comments: tuple[CommentFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()
