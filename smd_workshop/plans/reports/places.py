"""Where staff write in a report on a plan: which places there are, what each is about, which must not stay empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smd_workshop.core.errors import NotFound
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation.evaluation import Evaluation
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.periods import Period, Span
from smd_workshop.models import Plan

#: How the key of a footnote begins; behind it stands what the note is about.
NOTE: Final = "note."


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a report: its key, its heading, the figures it comments, and whether a report needs it."""

    key: str
    title: Sentence
    about: tuple[str, ...] = ()
    needed: bool = False


_SUMMARY: Final = ("plan.weighted", "plan.physical.mean", "plan.finance.percent")
_LIGHTS: Final = ("plan.lights.red", "plan.lights.amber", "plan.lights.green")
#: Before the objectives, and after the actions.
_FIRST: Final = (
    Place(
        "summary", Sentence(N_("Executive summary")),
        (*_SUMMARY, "plan.finance.executed", "plan.finance.programmed"), needed=True,
    ),
    Place("summary.objectives", Sentence(N_("How the objectives were fulfilled"))),
    Place("summary.actions", Sentence(N_("How the actions were fulfilled")), (*_SUMMARY, *_LIGHTS)),
    Place("outlook", Sentence(N_("Outlook: reaching the desired future situation"))),
    Place("measures", Sentence(N_("Recommended measures"))),
    Place("priorities", Sentence(N_("Priorities of the institutional policy"))),
)  # fmt: skip
_LAST: Final = (
    Place("critical", Sentence(N_("Critical actions")), ("plan.critical",)),
    Place(
        "conclusions", Sentence(N_("Conclusions and recommendations")), (*_SUMMARY, *_LIGHTS),
        needed=True,
    ),
)  # fmt: skip
#: Tables of the whole plan that a note may be about, under the figure that leads them.
_TABLES: Final = {
    "plan.lights": N_("Lights by progress"),
    "plan.weighted": N_("Weighted execution of the actions"),
    "plan.finance": N_("Money of the year"),
    "plan.physical": N_("Physical execution"),
    "annex": N_("Matrix of the annex"),
}


#: Around the actions in a report that follows a plan up within a year.
_FOLLOW_FIRST: Final = (
    Place(
        "summary", Sentence(N_("Executive summary")),
        ("plan.physical.mean", "plan.finance.percent"), needed=True,
    ),
)  # fmt: skip
_FOLLOW_LAST: Final = (Place("measures", Sentence(N_("Recommended measures"))),)


def places_of(plan: Plan, found: Evaluation, period: Period | None = None) -> list[Place]:
    """Return the places of a report in their order, footnotes left out; `found` says which actions are critical.

    A `period` within a year has fewer: it follows up and does not judge.
    """
    if period is not None and period.span is not Span.YEAR:
        return [*_FOLLOW_FIRST, *_actions(plan), *_FOLLOW_LAST]
    return [*_FIRST, *_objectives(plan), *_actions(plan), *_critical(plan, found), *_LAST]


def _objectives(plan: Plan) -> Iterator[Place]:
    for each in plan.objectives:
        yield Place(
            f"results.{each.code}",
            Sentence(N_("Results of %(code)s. %(name)s"), {"code": each.code, "name": each.name}),
            (f"{each.code}.outcome", f"{each.code}.rollup"),
        )


def _actions(plan: Plan) -> Iterator[Place]:
    for each in plan.actions:
        yield Place(
            f"progress.{each.code}",
            Sentence(N_("Progress of %(code)s. %(name)s"), {"code": each.code, "name": each.name}),
            _of_action(plan, each.code),
        )


def _critical(plan: Plan, found: Evaluation) -> Iterator[Place]:
    for each in plan.actions:
        if found.actions[each.code].critical:
            yield Place(
                f"critical.{each.code}",
                Sentence(
                    N_("Why %(code)s is critical, and what will be done. %(name)s"),
                    {"code": each.code, "name": each.name},
                ),
                _of_action(plan, each.code),
                needed=True,
            )


def _of_action(plan: Plan, code: str) -> tuple[str, ...]:
    own = [each.code for each in plan.indicators if each.action and each.action.code == code]
    of_indicators = (f"{each}.{name}" for each in own for name in ("target", "value", "type_1"))
    return (f"{code}.progress", f"{code}.physical", *of_indicators)


def notes_of(plan: Plan, period: Period | None = None) -> list[Place]:
    """Return where a footnote may stand, in the order of the report: headings, tables of the whole plan, rows by code."""
    titles = {each.key: each.title for each in (*_FIRST, *_LAST)}
    titles |= {key: Sentence(title) for key, title in _TABLES.items()}
    part = period is not None and period.span is not Span.YEAR
    order = _noted_in_part(plan) if part else _noted(plan)
    return [
        Place(NOTE + key, titles.get(key, Sentence("%(code)s", {"code": key}))) for key in order
    ]


def _noted(plan: Plan) -> list[str]:
    own = {each.code for each in plan.objectives}
    return [
        "summary", "summary.objectives", "summary.actions", "plan.lights",
        *(
            code
            for each in plan.objectives
            for code in (
                each.code,
                *(action.code for action in plan.actions if action.objective is each),
            )
        ),
        "plan.weighted", "outlook", "measures", "priorities",
        *(each.code for each in plan.indicators if each.of.code in own),
        *(each.code for each in plan.indicators if each.of.code not in own),
        "critical", "conclusions", "plan.finance", "plan.physical", "annex",
    ]  # fmt: skip


def _noted_in_part(plan: Plan) -> list[str]:
    """Return what a report has that follows a plan up within a year: a note on anything else would stand nowhere."""
    rows: list[str] = []
    for objective in plan.objectives:
        under = (action for action in plan.actions if action.objective is objective)
        for code in (objective.code, *(each.code for each in under)):
            rows += [code, *(each.code for each in plan.indicators if each.of.code == code)]
    return ["summary", *rows, "plan.finance", "plan.physical", "measures"]


def find(plan: Plan, found: Evaluation, key: str, period: Period | None = None) -> Place:
    """Return the place with this key, footnotes among them, or raise NotFound."""
    for each in (*places_of(plan, found, period), *notes_of(plan, period)):
        if each.key == key:
            return each
    raise NotFound
