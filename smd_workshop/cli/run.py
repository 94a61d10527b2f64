"""`flask smd run`: the database up to date, a demonstration in an empty one, server and worker.

Migrating and loading are steps of this command, never of the application's own start.
"""

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app, has_app_context

from smd_workshop import config
from smd_workshop.cli import smd
from smd_workshop.config import ROOT

FACILITATOR = "facilitadora@example.org"
#: Seconds that a server gets to answer for the first time, and to stop.
START, STOP = 60.0, 8.0
#: Requests answered at once. More than the machine has cores, because a ballot waits for the disk
#: and those who wait share one commit; see benchmarks/. One worker: what it keeps in memory (rounds
#: as they were asked, tries at guessing a code) is kept once.
THREADS = 16


@smd.command("run")
@click.option("--host", envvar="HOST", default="0.0.0.0", show_default=True, help="Listen on.")  # noqa: S104
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Listen on.")
@click.option("--threads", default=THREADS, show_default=True, help="Requests answered at once.")
def run(host: str, port: int, threads: int) -> None:
    """Start server and worker; the first time, with the demonstration."""
    require_free(host, port)
    base = os.environ.get("SMD_PUBLIC_URL") or f"http://{shown_host(host)}:{port}"
    programs = Programs(base)
    try:
        if is_prepared():
            programs.start("server", *server(host, port, threads))  # while we look at the database
        password, codes = prepare()
        programs.start("server", *server(host, port, threads))
        programs.start("worker", sys.executable, "-m", "flask", "--app", "app", "smd", "worker")
        wait_until_it_answers(programs.running["server"], host, port)
        announce(base, password, codes)
        programs.watch()
    except KeyboardInterrupt:
        click.echo("\nStopping.", err=True)
    finally:
        programs.stop()


def server(host: str, port: int, threads: int) -> tuple[str, ...]:
    """Return the command that starts the web server."""
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--no-ws", "--blocking-threads", str(threads), "--log-level", "warning", "app:app",
    )  # fmt: skip


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, and name a free one."""
    if is_free(host, port):
        return
    other = next((p for p in range(port + 1, port + 100) if is_free(host, p)), port + 1)
    raise click.ClickException(f"Port {port} is taken. Try: make run PORT={other}")


def is_free(host: str, port: int) -> bool:
    """Say whether the port can be listened on."""
    with socket.socket() as probe:
        if os.name != "nt":  # on Windows this option would share a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def shown_host(host: str) -> str:
    """Return the address that a phone in the same network can reach this machine by."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: it only asks which of our addresses would be used. The address is
            # one that documentation may use and nobody has.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def prepare() -> tuple[str, list[str]]:
    """Bring the database up to date; return a fresh password, if one was made, and card codes."""
    # Imported here: starting the server first saves the reader two seconds.
    from smd_workshop import create_app  # noqa: PLC0415

    app = current_app._get_current_object() if has_app_context() else create_app()  # type: ignore[attr-defined]  # noqa: SLF001
    with app.app_context():
        made = _prepare(app)
    prepared_file().write_text(prepared_stamp(), encoding="utf-8")
    return made


def _prepare(app: Flask) -> tuple[str, list[str]]:
    from flask_migrate import upgrade  # noqa: PLC0415 - as above
    from sqlalchemy import select  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from smd_workshop import migrations  # noqa: PLC0415
    from smd_workshop.cli.demo import load as load_demo  # noqa: PLC0415
    from smd_workshop.cli.users import create_user  # noqa: PLC0415
    from smd_workshop.database import db, transaction  # noqa: PLC0415
    from smd_workshop.models import Process  # noqa: PLC0415
    from smd_workshop.models.accounts import ADMINISTRATOR  # noqa: PLC0415

    migrations.init_app(app)
    try:
        upgrade()
        empty = db.session.scalar(select(Process.id).limit(1)) is None
    except SQLAlchemyError as error:
        url = db.engine.url.render_as_string(hide_password=True)
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise click.ClickException(f"The database {url} cannot be used: {why}") from None
    if not empty or app.config["SMD_PRODUCTION"]:
        return "", kept_codes()
    password = secrets.token_urlsafe(9)
    with transaction():
        create_user(FACILITATOR, password, ADMINISTRATOR)
    click.echo("Loading the demonstration «SMD Moquegua 2022» (simulated votes).", err=True)
    codes = [card.code for card in load_demo(FACILITATOR)]
    keep_codes(codes)
    return password, codes


def prepared_file() -> Path:
    """Return where it is noted which database was brought up to date."""
    return Path(config.instance_folder(), "prepared")


def prepared_stamp() -> str:
    """Return what tells one state of one database from another: its address and the migrations."""
    steps = sorted(p.name for p in (ROOT / "smd_workshop/migrations/versions").glob("*.py"))
    words = "\n".join([os.environ.get("SMD_DATABASE_URL", ""), *steps])
    return hashlib.sha256(words.encode()).hexdigest()


def is_prepared() -> bool:
    """Say whether the database was brought to this very state by an earlier start."""
    file = prepared_file()
    return file.exists() and file.read_text(encoding="utf-8") == prepared_stamp()


def codes_file() -> Path:
    """Return where the codes of the demonstration's cards are kept.

    Codes of real cards are stored nowhere; these open simulated seats only.
    """
    return Path(config.instance_folder(), "demo_cards.txt")


def kept_codes() -> list[str]:
    """Return the codes of the demonstration's cards that still open a seat."""
    file = codes_file()
    codes = file.read_text(encoding="utf-8").split() if file.exists() else []
    return [code for code in codes if opens(code)]


def opens(code: str) -> bool:
    """Say whether a code opens a seat now."""
    from smd_workshop.errors import NotFound  # noqa: PLC0415 - as above
    from smd_workshop.services import seats  # noqa: PLC0415

    try:
        return seats.find_card(code, current_app.config["SECRET_KEY"]).revoked_at is None
    except NotFound:
        return False


def keep_codes(codes: list[str]) -> None:
    """Keep the codes for the next start, for this user's eyes only."""
    file = codes_file()
    file.touch(mode=0o600)
    file.write_text("\n".join(codes) + "\n", encoding="utf-8")


def wait_until_it_answers(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once the server takes connections; raises ClickException if it does not."""
    deadline = time.monotonic() + START
    address = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise click.ClickException("The server did not start; the lines above say why.")


class Programs:
    """Server and worker: programs of their own, with our settings, that end together."""

    def __init__(self, base: str) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            **os.environ,
            "SMD_PUBLIC_URL": base,
            "SMD_INSTANCE": config.instance_folder(),
            "PYTHONUNBUFFERED": "1",
        }
        self._environment.pop("FLASK_RUN_FROM_CLI", None)
        signal.signal(signal.SIGTERM, _interrupt)

    def start(self, name: str, *command: str) -> None:
        """Start a program; one that runs already is left alone."""
        if name not in self.running:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own words
                command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip

    def watch(self) -> None:
        """Wait until somebody stops us; raises ClickException if a program ends by itself."""
        while True:
            for name, program in self.running.items():
                if program.poll() is not None:
                    raise click.ClickException(
                        f"The {name} has ended by itself; the lines above say why."
                    )
            time.sleep(0.2)

    def stop(self) -> None:
        """End all programs and what they started; what does not listen is ended all the same."""
        for program in self.running.values():
            if program.poll() is None:
                program.terminate()
        deadline = time.monotonic() + STOP
        for program in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                program.wait(max(0.1, deadline - time.monotonic()))
            _end_family(program)
            program.wait()


def _end_family(program: subprocess.Popen[bytes]) -> None:
    """End a program with its children: the server answers from processes of its own."""
    if os.name == "nt":
        family = ["taskkill", "/T", "/F", "/PID", str(program.pid)]
        subprocess.run(family, capture_output=True, check=False)  # noqa: S603 - our own words
        return
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)  # each program leads a group of its own


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def announce(base: str, password: str, codes: list[str]) -> None:
    """Say where everything is."""
    lines = ["", f"  Portal         {base}/", f"  Facilitator    {base}/f/"]
    if password:
        lines += [
            f"  Account        {FACILITATOR}",
            f"  Password       {password}   (shown once: write it down)",
        ]
    elif codes:
        lines.append(f"  Account        {FACILITATOR}, with the password of the first start")
    if codes:
        lines += ["", "  Seats of the demonstration (simulated), one per sector:"]
        lines += [f"    {code[:4]}-{code[4:]}   {base}/e/{code}" for code in codes]
    click.echo("\n".join(lines))
    if codes:
        click.echo("\n" + codes_side_by_side([f"{base}/e/{code}" for code in codes]))
    click.echo("  Phones in this network can use these addresses. Stop with Ctrl+C.")


def codes_side_by_side(links: list[str]) -> str:
    """Return the links as QR codes, as many in a row as the terminal is wide."""
    pictures = [[*qr(link), *label(link)] for link in links]
    width = len(pictures[0][0]) + 2
    per_row = max(1, (shutil.get_terminal_size((100, 40)).columns - 2) // width)
    rows = []
    for first in range(0, len(pictures), per_row):
        chunk = pictures[first : first + per_row]
        for parts in zip(*chunk, strict=True):
            # Black on white whatever the terminal's own colours are: some phones read no negative.
            row = [f"\x1b[30;107m{part}\x1b[0m" for part in parts]
            rows += ["  " + "  ".join(row)]
        rows.append("")
    return "\n".join(rows)


def label(link: str) -> list[str]:
    """Return the code of a link as the line under its picture."""
    width, code = len(qr(link)[0]), link.rsplit("/", 1)[-1]
    return [f"{code[:4]}-{code[4:]}".center(width)]


def qr(link: str) -> list[str]:
    """Return a QR code as lines of half blocks, dark modules drawn; two modules per character."""
    import segno  # noqa: PLC0415 - costs start-up time of every other command

    rows = [list(row) for row in segno.make_qr(link, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    return [
        "".join(blocks[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]


if __name__ == "__main__":
    run()
