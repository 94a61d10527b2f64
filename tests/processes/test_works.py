"""Long work: asked for twice it is one, a dead worker's is taken up once, cancelled it leaves nothing."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON, make_user
from sqlalchemy import select, update

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.models import Territory, User, Work
from smd_workshop.processes import processes, works
from smd_workshop.processes.works import Asked, Stopped
from smd_workshop.worker import jobs, long_work

pytestmark = pytest.mark.on_both


@pytest.fixture
def process(app):
    with transaction():
        return processes.create("Moquegua", NOON, code="moq")


@pytest.fixture
def done(monkeypatch):
    """What pieces of work of the kind `made up` do; each takes its task."""
    acts = []
    monkeypatch.setitem(long_work.KINDS, "made up", lambda task: acts[-1](task))  # noqa: PLW0108 - the last one
    return acts


def asked(about="a", title="Algo largo"):
    return Asked("made up", {"of": about}, "see process", title, "/f/", "es")


def ask(process, about="a", at=NOON):
    with transaction(of=process.id):
        return works.ask(process, asked(about), at, None).id


def again(name, user_id=None):
    with transaction():
        works.again(db.session.get(Work, name), now(), user_id)


def territories():
    db.session.rollback()
    return len(db.session.scalars(select(Territory)).all())


def state(name):
    db.session.rollback()
    work = db.session.get(Work, name)
    return work and work.state


def take(name, at=None):
    with transaction(beside=True):
        return works.take(name, at or now())


def seen_ago(name, ago):
    with transaction(beside=True):
        db.session.execute(update(Work).where(Work.id == name).values(seen_at=now() - ago))


def write_and_finish(process, taken):
    with transaction(of=process.id):
        db.session.add(Territory(process_id=process.id, name="Ilo", code="ilo"))
        works.finish(taken, {"leads_to": "/f/", "said": "Hecho."}, now())


def files():
    return list(long_work.folder().iterdir())


def test_who_asks_for_the_same_gets_the_same_and_for_another_another(app, process):
    first = ask(process)
    assert ask(process) == first
    assert take(first) is not None
    assert ask(process) == first and state(first) == "running"
    assert ask(process, "b") != first


def test_the_same_asked_for_in_another_process_is_another_s(app, process):
    with transaction():
        other = processes.create("Tacna", NOON, code="tac")
    first, second = ask(process), ask(other)
    assert first != second, "two plans of one code may be in two processes"
    with pytest.raises(NotFound):
        works.find(process, second)
    assert works.find(other, second).process_id == other.id


def test_what_is_over_is_done_anew(app, process, done):
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    name = ask(process)
    assert long_work.run(name) and state(name) == "done"
    assert ask(process) == name and state(name) == "queued", "a file is made of what is there now"
    assert db.session.get(Work, name).outcome == {}


def test_a_file_with_a_huge_name_is_work_like_any_other(app, process):
    with transaction(of=process.id):
        work = works.ask(process, asked(title="ñ" * 5_000), NOON, None)
    assert work.title == "ñ" * works.LONGEST
    with transaction(of=process.id):
        works.cancel(work, now())
        assert works.ask(process, asked(title="o" * 5_000), NOON, None).title == "o" * 300


def test_one_takes_work_up_and_the_other_does_not(app, process):
    name = ask(process)
    assert take(name) is not None
    assert take(name) is None
    assert works.due(now()) is None


def test_work_of_a_worker_that_is_silent_is_anothers_and_what_the_first_wrote_is_not_kept(
    app, process, done
):
    name = ask(process)
    dead = take(name)
    seen_ago(name, works.SILENT + timedelta(seconds=1))
    assert works.due(now()) == name
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    assert long_work.run(name) and state(name) == "done"
    with pytest.raises(Stopped):
        write_and_finish(process, dead)
    assert db.session.scalars(select(Territory)).all() == []
    assert state(name) == "done" and len(files()) == 1


def test_work_that_ends_its_worker_each_time_is_given_up(app, process):
    name = ask(process)
    for _again in range(works.MOST_TRIES):
        assert take(name) is not None
        seen_ago(name, works.SILENT + timedelta(seconds=1))
    assert take(name) is None
    assert state(name) == "failed"
    assert "three times" in db.session.get(Work, name).problem


def test_what_is_cancelled_before_its_end_leaves_nothing(app, process, done):
    def cancelled_meanwhile(task):
        with transaction(of=process.id):
            assert works.cancel(db.session.get(Work, task.taken.id), now())
        task.hand_over(b"x", "text/csv", "x.csv")

    done.append(cancelled_meanwhile)
    name = ask(process)
    assert long_work.run(name)
    assert state(name) == "cancelled" and files() == []
    again(name)
    assert state(name) == "queued"


def test_whoever_tries_again_is_whoever_it_is_done_for(app, process, done):
    seen = []

    def refuse(task):
        seen.append(task.taken.asked_by_id)
        raise Invalid("Nothing is written here yet.")

    done.append(refuse)
    for each in ("ana", "beto"):
        make_user(f"{each}@example.org")
    first, second = db.session.scalars(select(User.id).order_by(User.id))
    with transaction(of=process.id):
        name = works.ask(process, asked(), NOON, first).id
    long_work.run(name)
    again(name, second)
    long_work.run(name)
    assert seen == [first, second]


def test_what_has_written_something_already_is_not_cancelled_and_not_written_again(
    app, process, done
):
    def act(task):
        if not task.taken.written:
            with transaction(of=process.id):
                db.session.add(Territory(process_id=process.id, name="Ilo", code="ilo"))
                task.write_down(territory="Ilo")
            raise SystemExit  # the worker ends here
        with transaction(of=process.id):
            task.finish("/f/", "Hecho.")

    done.append(act)
    name = ask(process)
    with pytest.raises(SystemExit):
        long_work.run(name)
    db.session.rollback()
    with transaction(of=process.id):
        assert not works.cancel(db.session.get(Work, name), now())
    seen_ago(name, works.SILENT + timedelta(seconds=1))
    assert long_work.run(name) and state(name) == "done"
    assert territories() == 1


def fails_after_writing(process):
    """Work that writes once, and fails afterwards as long as this list holds something."""
    broken = [True]

    def act(task):
        if not task.taken.written:
            with transaction(of=process.id):
                name = f"Lugar {territories()}"
                db.session.add(Territory(process_id=process.id, name=name, code=name[-1]))
                task.write_down(territory=name)
        if broken:
            raise ZeroDivisionError
        with transaction(of=process.id):
            task.finish("/f/", "Hecho.")

    return act, broken


@pytest.mark.parametrize("how", ["again", "asked for again", "somebody was removed meanwhile"])
def test_what_failed_after_it_had_written_something_does_not_write_it_again(
    app, process, done, how
):
    act, broken = fails_after_writing(process)
    done.append(act)
    name = ask(process)
    long_work.run(name)
    assert state(name) == "failed"
    assert db.session.get(Work, name).problem == long_work.FAILED_HALF_WAY
    if how == "somebody was removed meanwhile":
        with transaction(of=process.id):
            long_work.forget_of(process.id)
    again(name) if how == "again" else ask(process)
    broken.clear()
    assert long_work.run(name) and state(name) == "done"
    assert territories() == 1


def test_work_that_ends_its_worker_each_time_says_whether_it_wrote_something(app, process):
    name = ask(process)
    for turn in range(works.MOST_TRIES):
        taken = take(name)
        if not turn:
            with transaction(of=process.id):
                works.write_down(taken, {"wave": 1})
        seen_ago(name, works.SILENT + timedelta(seconds=1))
    assert take(name) is None and state(name) == "failed"
    assert db.session.get(Work, name).problem == works.GAVE_UP_HALF_WAY


def test_why_it_failed_is_said_in_its_language_and_a_defect_in_no_detail(app, process, done):
    def refuse(task):
        raise Invalid("Nothing is written here yet.")

    def break_(task):
        raise ZeroDivisionError("secret detail")

    done.append(refuse)
    name = ask(process)
    long_work.run(name)
    assert state(name) == "failed"
    assert db.session.get(Work, name).problem == "Todavía no hay nada escrito aquí."
    done.append(break_)
    name = ask(process, "b")
    long_work.run(name)
    assert db.session.get(Work, name).problem == long_work.FAILED


def test_a_worker_says_that_it_lives_and_how_far_it_is_and_hears_that_it_was_cancelled(
    app, process, done, monkeypatch
):
    monkeypatch.setattr(long_work, "BEAT", 0.05)
    seen = []

    def slow(task):
        deadline = time.monotonic() + 20
        for n in range(100_000):
            task.step("Reading the answers", n, 100_000)
            time.sleep(0.05)
            assert time.monotonic() < deadline
            db.session.rollback()
            work = db.session.get(Work, task.taken.id)
            if work.done and not seen:
                seen.append((work.step, work.total, work.seen_at))
                with transaction(of=process.id):
                    works.cancel(db.session.get(Work, work.id), now())

    done.append(slow)
    name = ask(process)
    assert long_work.run(name, ending=threading.Event())
    assert seen[0][:2] == ("Reading the answers", 100_000)
    assert state(name) == "cancelled"


def test_a_worker_that_is_told_to_end_gives_back_what_it_had(app, process, done):
    ending = threading.Event()

    def half(task):
        ending.set()
        task.step("Reading the answers")

    done.append(half)
    name = ask(process)
    assert long_work.run(name, ending=ending)
    assert state(name) == "queued"


def test_what_came_out_is_gone_after_a_day_and_at_once_with_somebody_who_is_removed(
    app, process, done
):
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    first, second = ask(process), ask(process, "b")
    long_work.run(first)
    jobs.make_up()
    assert state(first) == "done" and len(files()) == 1
    seen_ago(first, timedelta(days=1, seconds=1))
    os.utime(files()[0], (long_ago := now().timestamp() - 86_401, long_ago))
    jobs.make_up()
    assert state(first) is None and files() == []
    assert state(second) == "queued", "what waits is not forgotten"
    long_work.run(second)
    third = ask(process, "c")
    with transaction(of=process.id):
        long_work.forget_of(process.id)
    assert (state(second), state(third), files()) == (None, "cancelled", [])


def test_a_file_that_no_work_has_any_more_does_not_stay_a_day(app, process, done):
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    name, waits = ask(process), ask(process, "b")
    long_work.run(name)
    (kept,) = files()
    under_way = long_work.folder() / f"{take(waits).id}-1"
    lost = [
        long_work.folder() / f"{begins}-2" for begins in (name, "0" * 32)
    ]  # of a worker that was killed, and of work that is gone
    for path in (*lost, under_way):
        path.write_bytes(b"names")
    jobs.make_up()
    assert sorted(files()) == sorted([kept, under_way])
    ask(process)  # anew: what came out before is nobody's now
    with transaction(of=process.id):
        long_work.forget_of(process.id)
    assert files() == []


def test_who_is_killed_while_somebody_is_removed_leaves_no_file(app, process, done):
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    long_work.run(ask(process))
    with pytest.raises(SystemExit), transaction(of=process.id):
        _forget_and_be_killed(process)
    assert files() == []


def _forget_and_be_killed(process):
    long_work.forget_of(process.id)
    raise SystemExit


def test_a_file_that_is_gone_is_said_to_be_gone(app, process, done):
    done.append(lambda task: task.hand_over(b"x", "text/csv", "x.csv"))
    name = ask(process)
    long_work.run(name)
    db.session.rollback()
    work = db.session.get(Work, name)
    assert long_work.outcome_of(work) == b"x"
    files()[0].unlink()
    with pytest.raises(NotFound, match="no longer here"):
        long_work.outcome_of(work)


@pytest.mark.parametrize("folder", ["uploads", "survey-lists", "survey-files", "work"])
def test_what_nobody_said_yes_to_is_removed_after_a_day_though_nothing_else_comes(app, folder):
    kept = Path(app.instance_path, folder)
    kept.mkdir(parents=True, exist_ok=True)
    for name in ("old.json", "old.json.a.part", "young.json"):
        (kept / name).write_text("{}")
    long_ago = now().timestamp() - 86_401
    for name in ("old.json", "old.json.a.part"):
        os.utime(kept / name, (long_ago, long_ago))
    jobs.make_up()
    left = [] if folder == "work" else ["young.json"]  # no work has it: above
    assert [each.name for each in kept.iterdir()] == left
