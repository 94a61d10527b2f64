"""`flask smd worker`: do what pages asked to be done later."""

import logging
import threading

import click
from flask import Flask, current_app

from smd_workshop.cli import smd
from smd_workshop.cli.speech import _
from smd_workshop.database import db, forget_deleted
from smd_workshop.worker import jobs, long_work

log = logging.getLogger(__name__)

#: Seconds between two looks for what was lost.
LOOK = 5.0


@smd.command("worker")
@click.option("--threads", default=1, show_default=True, help="How many jobs at once.")
@click.option("--verbose", is_flag=True, help="Say what is being done.")
@click.option("--quiet", is_flag=True, help="Do not say that it runs.")
def worker(threads: int, verbose: bool, quiet: bool) -> None:
    """Run the jobs of the queue until stopped (Ctrl+C ends after the job under way).

    Long work has a turn of its own: a room that waits for a close does not wait for a report.
    """
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    tasks = current_app.extensions["smd_tasks"]
    huey = tasks.queue
    assert tasks.by_name, "a queue that knows no job does none"  # noqa: S101
    # A close is waited for by a room full of people: look often.
    consumer = huey.create_consumer(
        workers=threads, initial_delay=0.1, max_delay=0.5, scheduler_interval=1, periodic=False
    )
    stop = threading.Event()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    looking = threading.Thread(target=look, args=(app, stop), daemon=True)
    working = threading.Thread(target=long_work.work_on, args=(app, stop), daemon=True)
    looking.start()
    working.start()
    if not quiet:
        click.echo(_("The worker is running. Stop it with Ctrl+C."), err=True)
    try:
        consumer.run()
    finally:
        stop.set()
        looking.join(LOOK)
        working.join(LOOK)


def look(app: Flask, stop: threading.Event) -> None:
    """Make up for what was lost until told to stop; at first also remove for good what was deleted."""
    with app.app_context():
        forget_deleted()
        while True:
            try:
                jobs.make_up()
            except Exception:  # the database may be away: it comes back
                log.exception("what was lost could not be looked for")
            db.session.remove()
            if stop.wait(LOOK):
                return
