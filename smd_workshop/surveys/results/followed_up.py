"""What followed from a wave, read from the tables: for its report and for the public."""

from collections import Counter
from datetime import date

from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.library.survey.instrument.words.texts import filled
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.comments import comments
from smd_workshop.surveys.comments.alike import counted
from smd_workshop.surveys.comments.comments import Read
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.results import recommendations
from smd_workshop.surveys.results.followed import CommentFacts, Followed, RecommendationFacts


def of(wave: Wave, today: date, language: str) -> Followed:
    """Return what is told outside of comments and recommendations of a wave; internal comments are no part of it.

    Questions are said in a language of the questionnaire.
    """
    public = [
        each
        for each in comments.of_wave(wave)
        if each.review is not None and each.review.state == comments.PUBLIC
    ]
    about = Counter(code.name for each in public for code in each.codes)
    return Followed(
        tuple(sorted(about.items(), key=lambda pair: (-pair[1], pair[0]))),
        _by_question(wave, public, language),
        tuple(
            RecommendationFacts(
                each.number, each.text, each.said, each.unit, each.due, each.state, each.did,
                each.evidence, recommendations.is_overdue(each, today),
            )
            for each in recommendations.of_wave(wave)
        ),
    )  # fmt: skip


def _by_question(wave: Wave, public: list[Read], language: str) -> tuple[CommentFacts, ...]:
    """Return public comments with the questions they answer, or without where that would tell too much."""
    if not public:
        return ()
    questions = instruments.read(wave.instrument)
    conditional = {code for code, item in questions.items.items() if _depends(item)}
    written = comments.by_question(wave)
    if not disclosure.questions_said(dataset.people(wave), written, conditional):
        return (CommentFacts("", counted(public)),)
    return tuple(
        CommentFacts(_asks(questions, code, language), words)
        for code in dict.fromkeys([*questions.items, *written])
        if (words := counted(each for each in public if each.comment.item_code == code))
    )


def _depends(item: Item) -> bool:
    """Whether an item is asked only after some answers."""
    return bool(item.page.shown_if or item.question.shown_if or (item.row and item.row.shown_if))


def _asks(questions: Instrument, code: str, language: str) -> str:
    item = questions.items.get(code)
    if item is None or item.text is None:
        return code
    return filled(questions.said(item.text, language), lambda _code: None)
