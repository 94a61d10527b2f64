"""Published figures of surveys: approved by somebody, never changed; what a plan reads of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Select, select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.survey.apart import SELF_SELECTED
from smd_workshop.models import (
    PlanIndicator,
    Process,
    PublishedFigure,
    Survey,
    User,
    Wave,
)
from smd_workshop.processes import journal
from smd_workshop.processes.programs import webhooks
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset, points, question_figures
from smd_workshop.surveys.figures.read_twice import require_read_once

#: Characters of the code of an indicator that a figure is published for.
LONGEST_SUBJECT: Final = 80
#: Characters of a definition.
LONGEST_DEFINITION: Final = 80
ANSWERS, PEOPLE = "answers", "people"
OVERALL: Final = "overall"
_ANSWERS: Final = N_("Answers “%(points)s”, of all answers")
_PEOPLE: Final = N_("People more than half of whose answers are “%(points)s”")
#: What each figure counts, as a sentence of the house with a place for what the points are called (`called`).
TITLES: Final = {
    "headline": _ANSWERS,
    "satisfied": _ANSWERS,
    "people": _PEOPLE,
    "people-satisfied": _PEOPLE,
    OVERALL: N_("People who answered “%(points)s” about the whole"),
}
#: How a definition says which points count, of which scale.
_POINTS: Final = re.compile(r" top=(?P<top>[-\d,]+) of (?P<low>-?\d+)-(?P<high>-?\d+);")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of a wave that can be published."""

    name: str
    #: What it counts, as a sentence of the house.
    title: str
    numerator: int
    denominator: int
    unit: str
    definition: str
    #: Points of the scale that count.
    points: tuple[int, ...] = ()
    #: The 95 % interval of a share of answers; None where there is none.
    interval: tuple[float, float] | None = None
    #: Fewest and most people of the population of whom it can be true; None where that is not known.
    between: tuple[int, int] | None = None

    @property
    def alone(self) -> bool:
        """Whether it is of one question that no dimension holds."""
        return not self.points


@dataclass(frozen=True, slots=True)
class Latest:
    """The figure that stands for an indicator in a year."""

    numerator: Fraction
    denominator: Fraction
    #: 'answers' or 'people': shares of the two are not compared.
    unit: str
    #: How it was counted: the same words in two years mean that the trend holds.
    definition: str
    dataset_sha256: str
    published_at: datetime
    approved_by_id: int | None

    @property
    def share(self) -> Fraction:
        """The figure itself, exactly."""
        return self.numerator / self.denominator


def candidates(wave: Wave) -> list[Candidate]:
    """Return what of a wave can be published: figures that may be shown, and whose denominator is not empty."""
    shown = dataset.shown(wave)
    if shown is None or shown.nothing:
        return []
    every = (*_candidates(wave, shown.figures), *_of_questions(wave, shown.figures))
    return [each for each in every if each.denominator]


def candidate_of(figure: PublishedFigure) -> Candidate | None:
    """Return the figure of its wave that was published; None where it is not shown any more."""
    listed = candidates(figure.wave) if figure.wave is not None else []
    return next((each for each in listed if each.name == figure.name), None)


def _candidates(wave: Wave, found: Mapping[str, Any]) -> Iterator[Candidate]:
    version, scale = found["version"], found["scale"]
    asked = instruments.read(wave.instrument).code
    apart = "; open link" if found["sampling"] == SELF_SELECTED else ""
    scale_said = f"of {scale['min']}-{scale['max']}; "
    number = f" v{wave.instrument.number}{apart}"

    for name, share, unit, top in _shares(found, instruments.read(wave.instrument).overall):
        above, below = (
            (share["numerator"], share["denominator"])
            if "numerator" in share
            else (share["k"], share["n"])
        )
        said = f"{name}/{version} top={','.join(map(str, top))} {scale_said}"
        # Where all has no room the questionnaire is named shorter: its version and how people came are never cut.
        room = max(0, LONGEST_DEFINITION - len(said) - len(number))
        yield Candidate(
            name, TITLES[name], above, below, unit, f"{said}{asked[:room]}{number}", tuple(top),
            _ends(share.get("interval")), _ends(share.get("exact")),
        )  # fmt: skip


def _shares(
    found: Mapping[str, Any], overall: str | None
) -> Iterator[tuple[str, Mapping[str, Any], str, list[int]]]:
    """Yield each share that can be published: its name, the share, what it is a share of, the points that count in it."""
    top, satisfied = found["scale"]["top"], found["scale"]["satisfied"]
    if found["headline"] is not None:
        yield "headline", found["headline"], ANSWERS, top
        yield "people", found["people"]["top"], PEOPLE, top
        if satisfied != top:  # of two points both are the same figure
            yield "satisfied", found["satisfied"], ANSWERS, satisfied
            yield "people-satisfied", found["people"]["satisfied"], PEOPLE, satisfied
    if whole := found["items"].get(overall):
        yield OVERALL, whole["top"], PEOPLE, top


def _of_questions(wave: Wave, found: Mapping[str, Any]) -> Iterator[Candidate]:
    """Yield the figures of single questions that no dimension holds."""
    questions = instruments.read(wave.instrument)
    apart = "; open link" if found["sampling"] == SELF_SELECTED else ""
    number = f" v{wave.instrument.number}{apart}"
    for each in question_figures.counted(wave, found):
        said = f"{question_figures.ANSWER}/1 {each.counts}; "
        room = max(0, LONGEST_DEFINITION - len(said) - len(number))
        yield Candidate(
            each.name, question_figures.TITLE, each.k, each.n, PEOPLE,
            f"{said}{questions.code[:room]}{number}", between=each.between,
        )  # fmt: skip


def words(
    figure: Candidate | PublishedFigure, wave: Wave, language: str = ""
) -> tuple[str, dict[str, str]]:
    """Return the sentence of the house that says what a figure of a wave counts, and what goes into its places."""
    questions = instruments.read(wave.instrument)
    of_one = question_figures.words(figure.name, questions, language or questions.default)
    if of_one is not None:
        return question_figures.TITLE, of_one
    return TITLES.get(figure.name, figure.name), dict(points=called(figure, wave, language))  # noqa: C408 - a place in a sentence


def called(figure: Candidate | PublishedFigure, wave: Wave, language: str = "") -> str:
    """Return what the points are called that a figure of a wave counts; its definition where that does not say."""
    questions = instruments.read(wave.instrument)
    of_one = question_figures.words(figure.name, questions, language or questions.default)
    if of_one is not None:
        return next(iter(of_one.values()))
    found = _POINTS.search(figure.definition)
    if found is None:
        return figure.definition
    asked = range(int(found["low"]), int(found["high"]) + 1)
    whole = (questions.overall,) if figure.name == OVERALL and questions.overall else ()
    named = points.names(questions, asked, language or questions.default, whole)
    return points.called(named, map(int, found["top"].split(",")))


def _ends(listed: Sequence[Any] | None) -> tuple[Any, Any] | None:
    return (listed[0], listed[1]) if listed else None


def _chosen(wave: Wave, name: str) -> Candidate:
    for each in candidates(wave):
        if each.name == name:
            return each
    raise Invalid(N_("This figure cannot be published."))


def publish(
    wave: Wave,
    name: str,
    indicator: PlanIndicator | str,
    at: datetime,
    user_id: int | None,
) -> PublishedFigure:
    """Publish a figure of a closed wave for an indicator; a correction is another one, and the last one stands.

    A code alone is of no plan: whatever indicator has it may take the figure over. Raises WrongState where the figures are not computed, or nearly those of another wave that was read from a file
    are known; Invalid for one that may not be shown.
    """
    result = dataset.of(wave)
    if result is None:
        raise WrongState(N_("Close the wave first."))
    chosen = _chosen(wave, name)
    require_read_once(wave)
    own = None if isinstance(indicator, str) else indicator
    subject = within(indicator if isinstance(indicator, str) else indicator.code, LONGEST_SUBJECT)
    if not subject:
        raise Invalid(N_("Write the code of the indicator."))
    figure = PublishedFigure(
        process_id=wave.survey.process_id, round_id=None, wave_id=wave.id, year=wave.year,
        subject=subject, name=chosen.name, unit=chosen.unit,
        numerator=str(chosen.numerator), denominator=str(chosen.denominator),
        definition=chosen.definition, dataset_sha256=result.dataset_sha256,
        approved_by_id=user_id, published_at=at, plan_indicator=own,
    )  # fmt: skip
    db.session.add(figure)
    journal.record(
        "publish figure", at, process=wave.survey.process, user_id=user_id,
        survey=wave.survey.code, wave=wave.number, indicator=figure.subject, figure=chosen.name,
        plan=own.plan.code if own else "",
    )  # fmt: skip
    db.session.flush()  # those who are told ask for it by its number
    webhooks.announce(
        wave.survey.process, webhooks.FIGURE_PUBLISHED, at, survey=wave.survey.code, wave=wave.number,
        figure=figure.id,
    )  # fmt: skip
    return figure


def of_survey(survey: Survey) -> list[PublishedFigure]:
    """Return the published figures of a survey, the newest first."""
    query = (
        select(PublishedFigure)
        .join(Wave, PublishedFigure.wave_id == Wave.id)
        .where(Wave.survey_id == survey.id)
    )
    return list(db.session.scalars(query.order_by(PublishedFigure.id.desc())))


def find(process: Process, figure_id: int) -> PublishedFigure:
    """Return the figure of a survey of this process with this id, or raise NotFound."""
    figure = db.session.get(PublishedFigure, figure_id)
    if figure is None or figure.process_id != process.id or figure.wave_id is None:
        raise NotFound
    return figure


def approver(figure: PublishedFigure) -> str:
    """Return the account that approved a figure, without the address that mail is sent to; '' where none is known."""
    user = None if figure.approved_by_id is None else db.session.get(User, figure.approved_by_id)
    return "" if user is None else user.public_name


def _of_surveys(indicator_code: str) -> Select[PublishedFigure]:
    return select(PublishedFigure).where(
        PublishedFigure.wave_id.is_not(None), PublishedFigure.subject == indicator_code
    )


def latest_figure(indicator_code: str, year: int, process: Process | None = None) -> Latest | None:
    """Return the last published figure of surveys for an indicator and a year; None if there is none.

    Two processes may call an indicator the same, and two plans of one: `published.by_year` asks for one of a plan.
    """
    query = _of_surveys(indicator_code).where(PublishedFigure.year == year)
    if process is not None:
        query = query.where(PublishedFigure.process_id == process.id)
    row = db.session.scalar(query.order_by(PublishedFigure.id.desc()).limit(1))
    if row is None:
        return None
    return Latest(
        Fraction(row.numerator), Fraction(row.denominator), row.unit, row.definition,
        row.dataset_sha256, row.published_at, row.approved_by_id,
    )  # fmt: skip
