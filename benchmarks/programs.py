"""What a measurement runs against: a database, a room of simulated seats, and real servers.

Everything listens on 127.0.0.1, writes into one temporary folder, and ends with its `with` block.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from smd_workshop.cli import run as running  # noqa: E402 - found through the line above

#: Seconds that a server gets to answer for the first time, and to stop.
START, STOP = 30.0, 8.0
#: A phone's own words; a browser sends them with each form.
PHONE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "es-PE,es;q=0.9"}


@dataclass
class Site:
    """One installation of the program: a folder, a database, its settings."""

    folder: Path
    database: str
    vendor: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every program of this site."""
        return {
            **os.environ, "SMD_INSTANCE": str(self.folder), "SMD_DATABASE_URL": self.database,
            "SMD_LOGIN_TRIES": "100000 per minute", "SMD_MAIL_BACKEND": "locmem",
            "SMD_DRAFT_ACTAS": "0", "PYTHONWARNINGS": "ignore", **self.settings,
        }  # fmt: skip

    def flask(self, *words: str) -> str:
        """Run a command of the program; return what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def room(self, seats: int, sectors: int = 5) -> dict:
        """Build a room with an open rating of 24 factors; return what `demo room` prints."""
        return json.loads(
            self.flask(
                "smd", "demo", "room", "--seats", str(seats), "--sectors", str(sectors), "--json"
            )
        )


@contextmanager
def site(vendor: str) -> Iterator[Site]:
    """Yield an installation with empty tables on SQLite or PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="smd-bench-") as name:
        base = Path(name)
        base.chmod(0o755)
        # The program closes its own folder to all others, also to PostgreSQL's user.
        folder = base / "instance"
        folder.mkdir()
        if vendor == "sqlite":
            yield _migrated(Site(folder, f"sqlite:///{folder / 'smd.sqlite'}", vendor))
            return
        from postgres_server import running_server  # noqa: PLC0415 - only where it is installed

        (base / "pg").mkdir()
        with running_server(base / "pg") as url:
            yield _migrated(Site(folder, url, vendor))


def _migrated(made: Site) -> Site:
    made.flask("db", "upgrade")
    return made


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen

    @property
    def base(self) -> str:
        """Return the address it answers at."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listing.split()]

    def cpu(self) -> float:
        """Return the seconds of processor time that the workers have used."""
        spent = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += int(fields[11]) + int(fields[12])
        return spent / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(
    of: Site, target: str = "app:served", settings: dict[str, str] | None = None
) -> Iterator[Server]:
    """Start the server as `make run` starts it, perhaps with another application; stop it after."""
    port = free_port()
    command = [
        *running.server("127.0.0.1", port)[:-1],
        target,
    ]
    environment = {**of.environment, "PYTHONPATH": str(ROOT), **(settings or {})}
    log = (of.folder / f"server-{port}.log").open("wb")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait(process, port, of.folder / f"server-{port}.log")
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ask = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            ask.request("GET", "/static/app.css")
            ask.getresponse().read()
            ask.close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text()[-800:]}")


def join(port: int, codes: list[str]) -> list[str]:
    """Open each seat once; return the cookie of each phone."""
    ask = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    cookies = []
    for code in codes:
        ask.request("POST", "/e", urllib.parse.urlencode({"code": code}), {
            **PHONE, "Content-Type": "application/x-www-form-urlencoded",
        })  # fmt: skip
        answer = ask.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"a card did not open its seat: {answer.status}")
        cookies.append(answer.getheader("Set-Cookie", "").partition(";")[0])
    ask.close()
    return cookies


def as_browser(
    server: Server, cookie: str, path: str, data: dict | None = None
) -> tuple[int, str, dict]:
    """Ask for one page, or send one form; return status, text and headers."""
    ask = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    headers = {**PHONE, "Cookie": cookie}
    body = None
    if data is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(data)
    ask.request("GET" if data is None else "POST", path, body, headers)
    answer = ask.getresponse()
    text = answer.read().decode()
    ask.close()
    return answer.status, text, {n.lower(): t for n, t in answer.getheaders()}
