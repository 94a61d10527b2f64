"""Front page of the portal: what it asks the database for one process and for eight, and how long it takes."""

import time

import programs
from inside import application

MANY = (1, 8)


def measure() -> dict:
    """Return the questions and the milliseconds of the page by how many processes are public, the best of five."""
    with programs.site("sqlite") as site, application(site):
        from flask import current_app  # noqa: PLC0415

        found = {}
        for many in MANY:
            _grow_to(many)
            # the first visit after a start compiles the templates
            current_app.test_client().get("/")
            found[many] = _best(current_app.test_client)
    one, more = (found[many] for many in MANY)
    return {
        "processes": MANY[-1], "questions": more["questions"], "ms": more["ms"],
        "questions_each": round((more["questions"] - one["questions"]) / (MANY[-1] - MANY[0]), 1),
        "ms_each": round((more["ms"] - one["ms"]) / (MANY[-1] - MANY[0]), 1),
    }  # fmt: skip


def _grow_to(many: int) -> None:
    from sqlalchemy import func, select  # noqa: PLC0415

    from smd_workshop.core.clock import now  # noqa: PLC0415
    from smd_workshop.database import db, transaction  # noqa: PLC0415
    from smd_workshop.models import Process  # noqa: PLC0415
    from smd_workshop.processes import processes  # noqa: PLC0415
    from smd_workshop.publishing import entering, scorecards  # noqa: PLC0415
    from smd_workshop.strategy import arranging, editions  # noqa: PLC0415

    there = db.session.scalar(select(func.count()).select_from(Process)) or 0
    for number in range(there, many):
        with transaction():
            process = processes.create(f"Territory {number}", now(), public=True)
            card = scorecards.ensure(process)
            for goal in range(12):
                row = card.perspectives[goal % 4]
                made = entering.enter(row, f"Goal {goal}", "Plan of the region", now(), None)
                scorecards.rename_indicator(made, made.indicators[0], "Share", now(), None)
            plan = arranging.begin_plan(card, (2023, 2025), now(), None)
            plan.state = "registered"
            editions.publish(card, now(), None)


def _best(browser) -> dict:
    from sqlalchemy import event  # noqa: PLC0415

    from smd_workshop.database import db  # noqa: PLC0415

    asked, took = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *_: asked.append(1))
    for _time in range(5):
        asked.clear()
        started = time.process_time()
        if browser().get("/").status_code != 200:
            raise RuntimeError("the front page did not answer")
        took.append(time.process_time() - started)
    return {"questions": len(asked), "ms": round(min(took) * 1000, 1)}
