"""One command starts everything; what it prints works; Ctrl+C ends it all."""

import codecs
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pytest
from application import new_database
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from smd_workshop.cli import pictures, speech
from smd_workshop.cli import run as command

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def loaded_by_a_second_start(instance: Path) -> list[str]:
    """Return which heavy parts the starting program itself loads once all is prepared."""
    code = (
        "import sys; from smd_workshop.cli import preparing, run; "
        "assert preparing.is_prepared() and preparing.kept_codes(); "
        "print(*[m for m in ('smd_workshop.models', 'smd_workshop.web', 'alembic') if m in sys.modules])"
    )
    environment = {**os.environ, "SMD_INSTANCE": str(instance)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.split()


def _listen() -> None:
    """Let Ctrl+C reach it: what runs behind a shell is told to ignore it, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Started:
    """`flask smd run` as a program of its own, and what it has printed."""

    def __init__(self, instance: Path, port: int, **environment: str) -> None:
        self.port = port
        self.log = (instance.parent / f"log-{time.monotonic_ns()}").open("w+")
        self.program = subprocess.Popen(
            [sys.executable, "-m", "smd_workshop.cli.run"],
            cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={
                **os.environ, "SMD_INSTANCE": str(instance), "HOST": "127.0.0.1", "PORT": str(port),
                "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8",
                **environment,
            },
            preexec_fn=_listen,  # noqa: PLW1509 - no threads here
        )  # fmt: skip

    @property
    def said(self) -> str:
        """What it has printed up to now; a letter that is half written is left for the next look."""
        return codecs.getincrementaldecoder("utf-8")().decode(Path(self.log.name).read_bytes())

    def wait_for(self, words: str, seconds: float = 120) -> str:
        deadline = time.monotonic() + seconds
        while words not in self.said:
            assert self.program.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return self.said

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status

    def stop(self) -> int:
        self.program.send_signal(signal.SIGINT)
        return self.program.wait(60)


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()]


def is_gone(pid: int, seconds: float = 10) -> bool:
    """Say whether a process ends; one that only waits to be noted by its parent has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(port=None, **environment):
        started.append(Started(tmp_path / "instance", port or free_port(), **environment))
        return started[-1]

    yield begin
    for each in started:
        if each.program.poll() is None:
            each.stop()
        each.log.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A first start, under way, and the folder that later starts begin with a copy of when it has ended."""
    folder = tmp_path_factory.mktemp("first")
    first = Started(folder / "instance", free_port())
    first.wait_for("Stop with Ctrl+C")
    yield first, folder / "instance"
    if first.program.poll() is None:
        first.stop()
    first.log.close()


@pytest.fixture
def again(prepared, start, tmp_path):
    """A function that starts what was started and ended before; without its database if asked for."""
    first, instance = prepared
    if first.program.poll() is None:
        assert first.stop() == 0

    def begin(*, without=""):
        shutil.copytree(instance, tmp_path / "instance", ignore=shutil.ignore_patterns(without))
        return start()

    return begin


@pytest.mark.slow
def test_the_first_start_shows_all_that_is_needed_and_the_second_the_same_seats(
    prepared, start, tmp_path
):
    first, instance = prepared
    said = first.wait_for("Stop with Ctrl+C")
    family = [p for child in children_of(first.program.pid) for p in (child, *children_of(child))]
    base = f"http://127.0.0.1:{first.port}"
    codes = re.findall(rf"{base}/e/([0-9A-Z]{{8}})\b", said)
    assert len(codes) == 5
    assert f"{base}/" in said
    password = re.search(r"Password\s+(\S{10,})", said)[1]
    assert "WARNING" not in said and "worker" not in said, "nobody need know this at a start"
    assert "█" in said or "▀" in said
    assert first.get("/") == 200
    assert first.get(f"/e/{codes[0]}") == 200
    assert first.stop() == 0
    assert command.is_free("127.0.0.1", first.port), "something still listens"
    assert all(is_gone(pid) for pid in family)

    assert loaded_by_a_second_start(instance) == [], "waited for before anything answers"
    shutil.copytree(instance, tmp_path / "instance")
    second = start()
    said = second.wait_for("Stop with Ctrl+C")
    assert password not in said
    assert re.findall(r"/e/([0-9A-Z]{8})\b", said) == codes
    assert second.get("/") == 200
    assert_server_and_worker_end_together(second)


def assert_server_and_worker_end_together(began):
    children = children_of(began.program.pid)
    assert len(children) == 2
    family = [*children, *(each for child in children for each in children_of(child))]
    assert len(family) > 2, "the server answers from a process of its own"
    os.kill(children[0], signal.SIGKILL)  # the server's own children are left behind by this
    assert began.program.wait(60) == 1
    assert "ended by itself" in began.said
    assert all(is_gone(pid) for pid in family)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.far
def test_an_address_of_postgresql_is_where_the_demonstration_goes_and_is_shown_from(
    start, tmp_path, request
):
    with new_database(request, tmp_path, "postgresql", fill=None) as url:
        begun = start(SMD_DATABASE_URL=url)
        said = begun.wait_for("Stop with Ctrl+C")
        codes = re.findall(r"/e/([0-9A-Z]{8})\b", said)
        assert len(codes) == 5
        for path in ("/", "/p/moquegua-2022/", f"/e/{codes[0]}"):
            assert begun.get(path) == 200, path
        assert begun.stop() == 0
        engine = create_engine(url)
        with engine.connect() as connection:
            kept = connection.execute(
                text("SELECT count(*) FROM ballot JOIN round ON round.id = round_id"
                     " JOIN workshop ON workshop.id = workshop_id"
                     " JOIN process ON process.id = process_id WHERE process.code = 'moquegua-2022'")
            ).scalar_one()  # fmt: skip
        engine.dispose()
        assert kept > 100, "the ballots of the demonstration are elsewhere"
    assert not list((tmp_path / "instance").glob("smd.sqlite*")), "a file that nobody asked for"


@pytest.mark.slow
@pytest.mark.deep
def test_a_database_that_was_moved_away_is_made_anew(again):
    second = again(without="smd.sqlite*")
    said = second.wait_for("Stop with Ctrl+C")
    assert re.search(r"Password\s+(\S{10,})", said), "a new database has a new account"
    assert second.get("/") == 200
    assert second.stop() == 0


@pytest.mark.slow
@pytest.mark.deep
def test_a_taken_port_is_one_line_with_a_way_out(start):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        begun = start(port=port)
        assert begun.program.wait(60) == 1
    assert re.fullmatch(rf"Error: Port {port} is taken\. Try: make run PORT=\d+\n", begun.said)


def test_the_terminal_speaks_the_language_of_the_system():
    """In this process: that of its own is the next one's."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = ["--host", "127.0.0.1", "--port", str(busy.getsockname()[1])]
        done = CliRunner().invoke(command.run, taken, env={"LC_ALL": "es_PE.UTF-8"})
    assert done.exit_code == 1
    assert re.fullmatch(
        r"Error: El puerto \d+ está ocupado\. Pruebe: make run PORT=\d+\n", done.stderr
    )


@pytest.mark.parametrize(
    ("variables", "language"),
    [({"LANG": "es_PE.UTF-8"}, "es"), ({"LC_ALL": "C", "LANG": "es_PE.UTF-8"}, "en"),
     ({"LC_MESSAGES": "es"}, "es"), ({}, "en"), ({"LANG": "en_US.UTF-8"}, "en")],
)  # fmt: skip
def test_the_first_variable_that_speaks_decides_the_language(monkeypatch, variables, language):
    for name in speech.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert speech.language() == language


@pytest.mark.slow
def test_a_database_out_of_reach_is_one_line_without_its_password(start):
    url = f"postgresql://smd:very-secret@127.0.0.1:{free_port()}/smd"
    begun = start(SMD_DATABASE_URL=url)
    assert begun.program.wait(60) == 1
    assert begun.said.startswith("Error: The database postgresql+psycopg://smd:***@127.0.0.1")
    assert begun.said.count("\n") == 1
    assert "very-secret" not in begun.said


def test_a_server_that_dies_at_once_is_said_not_waited_for():
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with pytest.raises(click.ClickException, match="did not start"):
        command.wait_until_it_answers(dead, "127.0.0.1", free_port())


def test_the_codes_in_the_terminal_are_the_links():
    rows = pictures.qr("http://127.0.0.1:8000/e/34679ACD")
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) >= 21
    assert pictures.qr("http://127.0.0.1:8000/e/34679ACE") != rows


def test_the_codes_fit_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = pictures.side_by_side(["http://127.0.0.1:8000/e/34679ACD"] * 5).splitlines()
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    assert max(map(len, plain)) <= 80
