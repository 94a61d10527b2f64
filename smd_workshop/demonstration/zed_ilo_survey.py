"""The survey that could stand behind 91.79 %: people and answers drawn from a seed, and said to be so everywhere."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.documents import parse
from smd_workshop.library.survey.instrument.templates import template
from smd_workshop.models import Plan, PublishedFigure, Survey, Wave
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import from_figures, measuring
from smd_workshop.surveys import closing, instruments, surveys, waves
from smd_workshop.surveys.answers import answering
from smd_workshop.surveys.comments import comments
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.respondents import invitations, population
from smd_workshop.surveys.results import recommendations, summaries

#: Nobody real is named: the demonstration stays as it is for long.
KEPT_UNTIL = date(2035, 12, 31)
SEED: Final = 2023
#: The indicator of the plan whose value is printed as 91.79 %, and the figure of the survey that is its source.
INDICATOR, FIGURE = "IND.01.OEI.03", "headline"
TOP, OVERALL, RECOMMEND, COMMENT = 5, "general", "recomienda", "recomendaciones"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A wave as the program draws it: who answers, and how many of their answers are below the top of the scale."""

    year: int
    #: Attribute that who answers has; '' for anybody.
    accompanied: str
    people: int
    below: int
    comments: tuple[str, ...]

    @property
    def opens(self) -> datetime:
        """In the middle of November, at nine in the morning."""
        return datetime(self.year, 11, 13, 14, tzinfo=UTC)


def source() -> Mapping[str, Any]:
    """Return people, comments and recommendations of the demonstration, all of them made up."""
    content = files("smd_workshop").joinpath("data/zed_ilo_survey.json").read_bytes()
    found: dict[str, Any] = parse(content)
    return found


def load(plan: Plan, secret: str, at: datetime, user_id: int | None) -> Survey:
    """Load people, two waves with drawn answers, and the figure of 2023, which the plan takes over."""
    data, chance = source(), random.Random(SEED)  # noqa: S311 - drawn again by whoever wants to
    began = datetime(2022, 10, 3, 14, tzinfo=UTC)
    survey = surveys.create(
        plan.process, data["name"], began, user_id, organisation=data["organisation"],
        contact=data["contact"], simulated=True,
    )  # fmt: skip
    version = instruments.put_draft(survey, template("zed_users", "ZED Ilo"), began, user_id)
    instruments.publish(version, began, user_id)
    rows = data["people"]
    listed = population.plan(survey, data["headings"], rows, range(2, len(rows) + 2))
    population.apply(survey, listed, began, user_id)
    db.session.flush()
    for name in data["codes"]:
        comments.add_code(survey, name, began, user_id)
    for each in data["waves"]:
        drawn = Drawn(**each | {"comments": tuple(each["comments"])})
        wave = _wave(survey, drawn, secret, chance, user_id)
        _follow(wave, data, drawn.opens + timedelta(days=25), user_id)
        summaries.approve(wave, drawn.opens + timedelta(days=30), user_id)
    told, own = drawn.opens + timedelta(days=30), plans.find_indicator(plan, INDICATOR)
    figure = figures.publish(wave, FIGURE, own, told, user_id)
    db.session.flush()
    _measure(plan, figure, data["note"], at, user_id)
    return survey


def _willing(links: Iterable[invitations.Link], drawn: Drawn) -> list[str]:
    """Return by which links people answer: as many as the year says, of those who are meant."""
    codes = [
        link.code
        for link in links
        if link.respondent is not None
        and (not drawn.accompanied or link.respondent.attributes["Acompañado"] == drawn.accompanied)
    ]
    return codes[: drawn.people]


def _wave(
    survey: Survey, drawn: Drawn, secret: str, chance: random.Random, user_id: int | None
) -> Wave:
    """Put the questionnaire to everybody; who answers does so by a link, as anybody would."""
    at = drawn.opens
    terms = waves.Terms(
        str(drawn.year),
        drawn.year,
        waves.ANONYMOUS,
        population=population.count(survey),
        keep_until=KEPT_UNTIL,
    )
    wave = waves.create(survey, instruments.published(survey)[0], terms, at, user_id)
    waves.open_wave(wave, at, user_id)
    links = invitations.issue(wave, waves.eligible(wave), at, user_id, secret)
    for code, given in zip(_willing(links, drawn), _answers(wave, drawn, chance), strict=True):
        answering.begin(code, secret, at)
        answering.save(code, secret, at, given, tuple(given))
        answering.send(code, secret, at)
    ends = at + timedelta(days=18)
    closing.close(wave, ends, user_id, [secret])
    db.session.flush()
    if (counted := closing.count(wave, ends)) is not None:
        closing.store(counted)
    db.session.flush()
    return wave


def _answers(wave: Wave, drawn: Drawn, chance: random.Random) -> list[dict[str, Any]]:
    """Draw answers of which exactly so many are below the top: most of them the point under it."""
    questions = instruments.read(wave.instrument)
    rated = [code for code, item in questions.items.items() if item.said.dimension]
    below = set(chance.sample(range(drawn.people * len(rated)), drawn.below))
    found = []
    for person in range(drawn.people):
        given: dict[str, Any] = {
            code: _less(chance) if person * len(rated) + place in below else TOP
            for place, code in enumerate(rated)
        }
        mean = sum(given.values()) / len(rated)
        given[OVERALL] = TOP if mean > 4.7 else TOP - 1
        given[RECOMMEND] = min(10, round(2 * mean) - chance.randrange(3))
        if person < len(drawn.comments):
            given[COMMENT] = drawn.comments[person]
        found.append(given)
    return found


def _less(chance: random.Random) -> int:
    return TOP - 1 if chance.random() < 0.8 else TOP - 2


def _follow(wave: Wave, data: Mapping[str, Any], at: datetime, user_id: int | None) -> None:
    """Read the comments of a wave, all of them made up and public, and follow what they lead to."""
    codes = {code.name: code.id for code in comments.codebook(wave.survey)}
    for each in comments.of_wave(wave):
        text = each.comment.text.casefold()
        about = [codes[name] for word, name in data["coded"].items() if word in text]
        comments.review(wave, each.comment, comments.PUBLIC, at, user_id, codes=about)
    db.session.flush()
    for each in data["recommendations"]:
        if each["wave"] != wave.year:
            continue
        due = date.fromisoformat(each["due"])
        proposal = recommendations.Proposal(each["text"], each["unit"], due, each["said"])
        made = recommendations.add(wave, proposal, at, user_id, [codes[each["code"]]])
        if each["state"] != made.state:
            recommendations.follow(
                made, each["state"], datetime.combine(due, at.timetz()), user_id,
                did=each["did"], evidence=each["evidence"],
            )  # fmt: skip


def _measure(
    plan: Plan, figure: PublishedFigure, note: str, at: datetime, user_id: int | None
) -> None:
    """Let the value of the plan rest on the figure; the printed one stays beside it."""
    indicator = plans.find_indicator(plan, INDICATOR)
    row = from_figures.take(
        indicator, figure, at, user_id, day_of(at, plan.process.time_zone), note
    )
    for step in measuring.STEPS:
        measuring.advance([row], step, at, user_id)
