"""In which order workers read and take the tests, so that none is left alone with a long one at the end."""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

#: How many workers drive a browser at a time: as many as there are cores on the machine of each change.
BROWSERS = 2

#: The files that take longest, in seconds of one core; what is not here takes a few.
SECONDS = {
    "tests/browser/test_pages.py": 65,
    "tests/web/test_hidden.py": 55,
    "tests/browser/test_story.py": 30,
    "tests/web/test_permissions.py": 80,
    "tests/cli/test_run.py": 20,
    "tests/web/test_method_life.py": 35,
    "tests/browser/test_result.py": 12,
    "tests/database/test_migrations.py postgresql": 20,
    "tests/database/test_migrations.py": 16,
    "tests/faults/test_same_pages.py": 27,
    "tests/web/test_method_life.py postgresql": 26,
    "tests/browser/test_phone.py": 16,
    "tests/browser/test_room.py": 14,
    "tests/web/test_acta.py": 10,
    "tests/faults/test_killed_server.py": 12,
    "tests/faults/test_unreachable.py": 20,
    "tests/browser/test_running_result.py": 20,
    "tests/browser/test_refused.py": 6,
    "tests/reports/test_acta_pdf.py": 8,
    "tests/faults/test_limits_of_databases.py postgresql": 4,
    "tests/faults/test_every_link.py": 40,
    "tests/database/test_guards.py postgresql": 18,
    "tests/cli/test_jobs.py": 8,
    "tests/database/test_filled_migrations.py": 17,
    "tests/web/test_cards.py": 5,
    "tests/rounds/test_one_door.py": 17,
    "tests/cli/test_recount.py": 8,
    "tests/faults/test_hostile_papers.py": 11,
    "tests/browser/test_wall.py": 16,
    "tests/rounds/test_secrecy.py": 15,
    "tests/library/test_reconstruction.py": 15,
    "tests/database/test_filled_migrations.py postgresql": 14,
    "tests/faults/test_numbers_agree.py": 14,
    "tests/surveys/test_exports.py": 13,
    "tests/rounds/test_round_machine.py postgresql": 12,
    "tests/cli/test_jobs.py postgresql": 12,
}


#: Files that go to the worker of another one, whose walk (tests/walked.py), world (tests/web/visitors.py) or databases at
#: earlier revisions (tests/old_database.py) they use.
WITH = {
    "tests/faults/test_hostile_text.py": "tests/faults/test_every_link.py",
    "tests/web/test_children.py": "tests/web/test_permissions.py",
} | dict.fromkeys(
    (
        f"tests/database/test_{name}_migration.py"
        for name in ("effects", "journal", "numbers", "roll", "sent_form")
    ),
    "tests/database/test_migrations.py",
)


def group(nodeid):
    """Return what one worker does as a whole: the tests of one file on one database, and of those that go with it."""
    file, _, test = nodeid.partition("::")
    file = WITH.get(file, file)
    return f"{file} postgresql" if "postgresql" in test.partition("[")[2] else file


def needs_browser(scope):
    """Whether the tests of a group drive a browser."""
    return scope.startswith("tests/browser/")


def longest_first(items):
    """Put the tests of the longest files first, and all files in one order, wherever a worker began to read."""
    items.sort(
        key=lambda item: (-SECONDS.get(group(item.nodeid), 0), item.nodeid.partition("::")[0])
    )


class FromAnotherPlace(pytest.Dir):
    """A folder whose files each worker reads beginning elsewhere: what one of them has compiled is ready for the others.

    To compile a file of tests takes three times as long as to read it compiled, and nothing is on a fresh checkout.
    """

    def collect(self):
        """Return what is in the folder, the place of this worker first."""
        found = list(super().collect())
        worker = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
        first = worker * len(found) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        return found[first:] + found[:first]


class Turns(LoadScopeScheduling):
    """Hands out groups in the order in which they were collected; those of browsers to the first two workers.

    A third worker uses what those two wait: for a browser, for a grace that ends, for a server that starts. A third
    browser beside them would take from both what they need to answer in time.
    """

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid):
        return group(nodeid)

    def _next_for(self, node):
        """The first group in the queue that a worker may have; None: there is none."""
        with_browser = node in self.nodes[:BROWSERS]
        fitting = (scope for scope in self.workqueue if with_browser or not needs_browser(scope))
        return next(fitting, None)

    def _assign_work_unit(self, node):
        scope = self._next_for(node)
        if scope is not None:
            self.workqueue.move_to_end(scope, last=False)
            super()._assign_work_unit(node)

    def _reschedule(self, node):
        if self.workqueue and self._next_for(node) is None:
            if not node.shutting_down:
                node.shutdown()
            return
        super()._reschedule(node)
