"""The first page of a questionnaire, and the page that says why nothing is asked: by a link of one's own and by one for anybody."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, make_response, render_template

from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.library.survey.instrument.flow import Journey, everything
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.models import Wave
from smd_workshop.surveys import consent, instruments, waves
from smd_workshop.surveys.answers import questionnaire
from smd_workshop.surveys.answers.drafts import Stored
from smd_workshop.surveys.answers.visits import Visit
from smd_workshop.surveys.results import recommendations
from smd_workshop.web.sheets.survey_sheets import Sheet


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who has come by a link for anybody and not begun; what pages ask of a visit."""

    code: str
    wave: Wave
    at_counter: bool
    open: bool = True
    used: bool = False
    may_change: bool = False
    draft: Stored | None = None

    @property
    def questions(self) -> Questionnaire:
        """What is asked."""
        return instruments.read(self.wave.instrument)

    @property
    def simulated(self) -> bool:
        """Whether pages say that nobody said this."""
        return self.wave.survey.shown_as_simulated


def first_page(
    here: Visit | Stranger,
    made: Journey,
    *,
    begins_at: str = "",
    mine: str = "",
    person: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    """Say what is asked, by whom and how it is kept, and offer to begin.

    `mine`: the own link of who began here before; `person`: whose the link is.
    """
    survey = here.wave.survey
    today, questions = day_of(now(), survey.process.time_zone), here.questions
    few = isinstance(here, Visit) and _are_few(here.wave)
    page = render_template(
        "respondent/start.html", here=here, made=made, sheet=Sheet.of(made), problem=problem,
        told=recommendations.told_in(here.wave), today=today, minutes=questionnaire.minutes(questions),
        most=everything(questions, today).progress.asked,
        agreed=consent.shown(here.wave), begins_at=begins_at, mine=mine, person=person, few=few,
    )  # fmt: skip
    return make_response(page, status)


def _are_few(wave: Wave) -> bool:
    """Say whether so few are asked that each is told how easily one is known among them."""
    return 0 < (wave.population or math.inf) <= questionnaire.SMALL_POPULATION


def _is_named(here: Visit | Stranger) -> bool:
    """Say whether answers by this link are kept with the name of somebody."""
    of_somebody = isinstance(here, Visit) and here.of.respondent_id is not None
    return of_somebody and here.wave.mode == waves.CONFIDENTIAL


def gone_page(
    here: Visit | Stranger,
    words: str,
    status: int,
    *,
    used: bool = False,
    mine: str = "",
    why: str = "",
    written: Sequence[tuple[str, str]] = (),
) -> Response:
    """Say why nothing is asked by a link now; `written` is what was on a page that was not taken."""
    over = here.wave.state == "closed" and not here.used and not written
    page = render_template(
        "respondent/gone.html", here=here, words=words, used=used, over=over, mine=mine, why=why,
        written=written, named=_is_named(here),
    )  # fmt: skip
    return make_response(page, status)
