"""A clock that a test turns: everything of the application that asks what time it is reads it."""

import sys
from datetime import timedelta

from smd_workshop.core import clock


class Clock:
    """Stands still until it is turned; `moment` is what it shows."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment

    def pass_(self, **span):
        """Let so many days, hours or minutes pass."""
        self.moment += timedelta(**span)


def turned(monkeypatch, moment):
    """Return a clock that shows a moment to every module that has asked for the time until now."""
    shown, real = Clock(moment), clock.now
    for name, module in list(sys.modules.items()):
        if name.startswith("smd_workshop") and getattr(module, "now", None) is real:
            monkeypatch.setattr(module, "now", shown.now)
    return shown
