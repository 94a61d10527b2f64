"""The front page of the portal."""

from datetime import datetime

from flask import render_template

from smd_workshop.core.clock import now
from smd_workshop.following import happenings
from smd_workshop.following.happenings import Happening
from smd_workshop.models import Process
from smd_workshop.plans import plans
from smd_workshop.publishing import portal_queries
from smd_workshop.strategy import news
from smd_workshop.strategy.news import Fresh, News
from smd_workshop.surveys.results import summaries
from smd_workshop.web.portal import bp
from smd_workshop.web.words import happening_words


@bp.get("/")
def home() -> str:
    """List the processes that are public: their vision, what advances, what is behind, what is new."""
    processes = portal_queries.public_processes()
    at = now()
    told, tallies = news.of_processes(processes, at), portal_queries.tallies(processes, at)
    figures = {
        each.id: (
            sum(one.stands for one in told[each.id].agreed),
            tallies[each.id],
            told[each.id],
            _fresh(each, told[each.id], at),
        )
        for each in processes
    }
    return render_template(
        "portal/home.html",
        processes=processes,
        waves=summaries.public_by_process([each.id for each in processes]),
        figures=figures,
        plan_address=plans.address_of,
        value_title=happening_words.value_title,
        title_of=happening_words.title,
        address_of=happening_words.survey_path,
    )


def _fresh(process: Process, told: News, at: datetime) -> list[Fresh | Happening]:
    """Return what is new of a process: of its workshops and plans, and of its surveys, the newest first."""
    every: list[Fresh | Happening] = [*told.fresh, *happenings.of_surveys(process, at, news.FIRST)]
    return sorted(every, key=lambda each: each.at, reverse=True)[: news.FIRST]
