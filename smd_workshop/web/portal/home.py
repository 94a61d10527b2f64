"""The front page of the portal."""

from flask import render_template

from smd_workshop.core.clock import now
from smd_workshop.following import happenings
from smd_workshop.following.happenings import Happening
from smd_workshop.plans import plans
from smd_workshop.processes import identity
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
    surveyed = happenings.of_surveys(processes, at, news.FIRST)
    figures = {
        each.id: (
            sum(one.stands for one in told[each.id].agreed),
            tallies[each.id],
            told[each.id],
            _fresh(told[each.id], surveyed[each.id]),
        )
        for each in processes
    }
    return render_template(
        "portal/home.html",
        processes=processes,
        waves=summaries.public_by_process([each.id for each in processes]),
        figures=figures,
        looks=identity.of_each(processes),
        plan_address=plans.address_of,
        value_title=happening_words.value_title,
        title_of=happening_words.title,
        address_of=happening_words.survey_path,
    )


def _fresh(told: News, surveyed: list[Happening]) -> list[Fresh | Happening]:
    """Return what is new of a process: of its workshops and plans, and of its surveys, the newest first."""
    every: list[Fresh | Happening] = [*told.fresh, *surveyed]
    return sorted(every, key=lambda each: each.at, reverse=True)[: news.FIRST]
