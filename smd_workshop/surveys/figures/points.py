"""What points of a scale are called, in the words of who wrote the questionnaire."""

from collections.abc import Collection, Iterable, Mapping

from smd_workshop.library.survey.instrument.model import Instrument, Scale


def names(
    questions: Instrument, asked: range, language: str, items: Collection[str] = ()
) -> dict[int, str]:
    """Return the names of these points by the scales of these items, of what the dimensions ask where none are given.

    Numbers where no scale has them all. Where two scales call a point differently it has both names, for answers on
    both are counted together.
    """
    codes = items or [code for code, item in questions.items.items() if item.said.dimension]
    used = {questions.items[code].question.scale for code in codes}
    every = [each for each in questions.scales if each.points == asked]
    chosen = [each for each in every if each.code in used] or every[:1]
    if not chosen:
        return {point: str(point) for point in asked}
    said = [_labels(questions, each, language) for each in chosen]
    return {point: " · ".join(dict.fromkeys(labels[point] for labels in said)) for point in asked}


def _labels(questions: Instrument, scale: Scale, language: str) -> dict[int, str]:
    said = (questions.said(label, language) for label in scale.labels)
    return dict(zip(scale.points, said, strict=True))


def called(named: Mapping[int, str], points: Iterable[int]) -> str:
    """Return what points are called together."""
    return " / ".join(named.get(point, str(point)) for point in points)
