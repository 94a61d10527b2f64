"""What the worker sends: letters of accounts, rounds, surveys, news and attention, and what programs of others are told."""

from smd_workshop.web.loading import load_all


def load_jobs() -> None:
    """Put what sends letters among the jobs of the worker, whether or not a page imports it."""
    load_all(__name__, __path__)
