"""Front page of the portal: what it asks the database for one process and for eight, how long it takes, and how often
a server gives it to clients that know no tag.
"""

import time
from statistics import median

import load
import programs
from inside import application

MANY = (1, 8)
#: Clients at a time, seconds that they ask, and how often that is measured.
CONNECTIONS, SECONDS, ROUNDS = 16, 4, 3


def measure() -> dict:
    """Return the questions and the milliseconds of the page by how many processes are public, the best of five, and its rate."""
    with programs.site("sqlite") as site:
        with application(site):
            from flask import current_app  # noqa: PLC0415

            found = {}
            for many in MANY:
                _grow_to(many)
                # the first visit after a start compiles the templates
                current_app.test_client().get("/")
                found[many] = _best(current_app.test_client)
        rate = _rate(site)
    one, more = (found[many] for many in MANY)
    return rate | {
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
    from smd_workshop.strategy.scorecards import arranging, editions  # noqa: PLC0415

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


def _rate(site: programs.Site) -> dict:
    """Return how many times a second the page is given to clients that say nothing of what they have."""
    asked = site.folder / "reader"
    headers = {"Accept-Language": "es-PE,es;q=0.9", "Accept-Encoding": "gzip"}
    asked.write_text("".join(f"{name}\t{text}\n" for name, text in headers.items()))
    with programs.server(site) as server:
        load.drive(server.base + "/", "ask.lua", asked, CONNECTIONS, 1)
        runs = [
            load.drive(server.base + "/", "ask.lua", asked, CONNECTIONS, SECONDS)
            for _time in range(ROUNDS)
        ]
    return {
        "per_second": round(median(each.rate for each in runs)),
        "p95_ms": round(median(each.p95 for each in runs), 1),
        "refused": sum(each.refused for each in runs),
    }


def _best(browser) -> dict:
    """Return what it takes to render the page: whoever brings a cookie is answered anew."""
    from sqlalchemy import event  # noqa: PLC0415

    from smd_workshop.database import db  # noqa: PLC0415

    asked, took = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *_: asked.append(1))
    for _time in range(5):
        asked.clear()
        started = time.process_time()
        if browser(use_cookies=False).get("/", headers={"Cookie": "a=b"}).status_code != 200:
            raise RuntimeError("the front page did not answer")
        took.append(time.process_time() - started)
    return {"questions": len(asked), "ms": round(min(took) * 1000, 1)}
