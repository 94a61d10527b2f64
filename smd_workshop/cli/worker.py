"""`flask smd worker`: do what pages asked to be done later."""

import logging

import click
from flask import current_app

from smd_workshop.cli import smd
from smd_workshop.cli.speech import _


@smd.command("worker")
@click.option("--threads", default=1, show_default=True, help="How many jobs at once.")
@click.option("--verbose", is_flag=True, help="Say what is being done.")
@click.option("--quiet", is_flag=True, help="Do not say that it runs.")
def worker(threads: int, verbose: bool, quiet: bool) -> None:
    """Run the jobs of the queue until stopped (Ctrl+C ends after the job under way)."""
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
    if not quiet:
        click.echo(_("The worker is running. Stop it with Ctrl+C."), err=True)
    consumer.run()
