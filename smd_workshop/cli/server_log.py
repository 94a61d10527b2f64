"""What the web server need not say at every start."""

import logging


class Settled(logging.Filter):
    """Keeps back the server's doubt about its number of threads: `run.THREADS` says why so many."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the line is shown."""
        return "Python threads" not in record.getMessage()
