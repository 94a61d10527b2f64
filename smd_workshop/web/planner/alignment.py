"""How the plans of a process hang together: say what contributes to what, and see where nothing does."""

from typing import Any

from flask import redirect, render_template, request

from smd_workshop.core.clock import now
from smd_workshop.strategy import aligning
from smd_workshop.strategy.alignment_picture import picture_of
from smd_workshop.web.planner import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead


@bp.get("/alignment")
def alignment(process: str) -> str:
    """Show the matrices of contributions, the gaps, and the form to say one more."""
    found = enter(process, "see process")
    aligned = aligning.of_process(found, public=False)
    return render_template(
        "planner/alignment.html", process=found, aligned=aligned, drawn=picture_of(aligned), may_edit=allowed("edit plan", found),
    )  # fmt: skip


@bp.post("/alignment")
def align_objectives(process: str) -> Any:
    """Say that an objective contributes to one of another plan."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        lower, upper = (
            aligning.find_objective(found, id_of(given.get(name, "")))
            for name in ("lower", "upper")
        )
        aligning.align(found, lower, upper, given.get("note", ""), now(), my_id())
        return f"/f/{found.code}/plans/alignment"

    return lead(attempt_once(act))


@bp.post("/alignment/<int:alignment>/part")
def part_objectives(process: str, alignment: int) -> Any:
    """Take a contribution away."""
    found = enter(process, "edit plan")
    attempt(lambda: aligning.part(found, alignment, now(), my_id()))
    return redirect(f"/f/{found.code}/plans/alignment", 303)
