"""Effects that a workshop rates: put to the vote, and what its published results propose taken over."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.rounds import workshops
from smd_workshop.strategy.territory import effect_ratings
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.territory.effects import HERE, address
from smd_workshop.web.staff.acts import attempt_once, id_of
from smd_workshop.web.staff.process_access import enter, my_id
from smd_workshop.web.staff.refused import lead


@bp.post(f"{HERE}/rounds")
def rate_effects(process: str) -> Any:
    """Add a draft to a workshop that asks about the chosen effects."""
    found = enter(process, "run workshop")
    given = request.form

    def act() -> str:
        workshop = workshops.find(found, given.get("workshop", ""))
        pairs = effect_ratings.pairs_of(found, map(_ids_of, given.getlist("pair")))
        effect_ratings.put_to_vote(workshop, pairs, now(), my_id())
        return f"/f/{found.code}/w/{workshop.code}/"

    return lead(
        attempt_once(act),
        _(
            "The workshop has a draft that asks about these effects. What it publishes arrives here as proposals."
        ),
    )


def _ids_of(pair: str) -> tuple[int, int]:
    """Return the ids of a component and of a stressor, which a form names as `12-7`."""
    component, _bar, stressor = pair.partition("-")
    return id_of(component), id_of(stressor)


@bp.post(f"{HERE}/proposals")
def accept_effect(process: str) -> Any:
    """Take over what a published round says of an effect."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        seen = given.get("instead_of", "")
        row = effect_ratings.accept(
            found, id_of(given.get("round", "")), given.get("code", ""), given.get("mode", ""),
            now(), my_id(), instead_of=id_of(seen) if seen else None,
        )  # fmt: skip
        return address(found, row.component_id, "#s4")

    return lead(attempt_once(act), _("Taken over, with the round it comes from."))


@bp.post(f"{HERE}/proposals/refuse")
def refuse_effect(process: str) -> Any:
    """Do not take over what a published round says of an effect, with a reason that everybody reads."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        effect_ratings.refuse(
            found, id_of(given.get("round", "")), given.get("code", ""), given.get("reason", ""),
            now(), my_id(),
        )  # fmt: skip
        return address(found, anchor="#ratings")

    return lead(attempt_once(act), _("Refused. The public reads the reason."))
