"""In which order workers take the tests: a third one uses what two wait, and never drives a third browser."""

from collections import OrderedDict
from types import SimpleNamespace

import pytest
from source import ROOT
from turns import SECONDS, WITH, Turns, group

BROWSER, LOGIC = ("tests/browser/test_a.py", "tests/browser/test_b.py"), ("tests/web/test_c.py",)


class Worker:
    """A worker that only notes what it is told to do."""

    def __init__(self):
        self.told, self.shutting_down = [], False
        self.gateway = SimpleNamespace(id="worker")

    def send_runtest_some(self, indices):
        self.told += indices

    def shutdown(self):
        self.shutting_down = True


@pytest.fixture
def workers():
    return [Worker() for _ in range(3)]


def scheduled(workers, *files):
    """Three tests of each file shared out among workers; what each worker got, as files."""
    tests = [f"{file}::test_{n}" for file in files for n in range(3)]
    turns = Turns.__new__(Turns)
    turns.numnodes, turns.collection, turns.workqueue = len(workers), None, OrderedDict()
    turns.assigned_work = {worker: {} for worker in workers}
    turns.registered_collections = dict.fromkeys(workers, tests)
    turns.log, turns.config = print, SimpleNamespace(option=SimpleNamespace(loadscopereorder=False))
    turns.schedule()
    return [[tests[n].partition("::")[0] for n in worker.told[::3]] for worker in workers]


def test_two_workers_drive_browsers_and_the_third_takes_the_first_of_the_others(workers):
    assert scheduled(workers, *BROWSER, "tests/browser/test_d.py", *LOGIC) == [
        [BROWSER[0]],
        [BROWSER[1]],
        [*LOGIC],
    ]


def test_files_that_use_one_walk_are_done_by_one_worker():
    for file, other in WITH.items():
        assert (ROOT / file).exists() and (ROOT / other).exists()
        assert group(f"{file}::test_a") == group(f"{other}::test_b[1]") == other
        assert file not in SECONDS and SECONDS[other], "their seconds are those of both"


def test_a_third_worker_ends_where_only_browsers_are_left(workers):
    assert scheduled(workers, *BROWSER, "tests/browser/test_d.py") == [
        [BROWSER[0]],
        [BROWSER[1]],
        [],
    ]
    assert [worker.shutting_down for worker in workers] == [False, False, True]


def test_the_first_two_take_everything_in_turn(workers):
    assert scheduled(workers[:2], *LOGIC, *BROWSER) == [[*LOGIC], [BROWSER[0]]]
