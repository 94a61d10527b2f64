"""`flask smd run`: the database up to date, a demonstration in an empty one, server and worker.

Migrating and loading are steps of this command, never of the application's own start.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import click

from smd_workshop import config
from smd_workshop.cli import pictures, preparing, smd
from smd_workshop.cli.speech import _
from smd_workshop.config import ROOT

FACILITATOR = "facilitadora@example.org"
#: Seconds that a server gets to answer for the first time, and to stop.
START, STOP = 60.0, 8.0
#: Requests answered at once; see web/serving/server_door.py. More than the machine has cores, because a ballot waits for the disk
#: and those who wait share one commit; see benchmarks/. One worker: what it keeps in memory (rounds
#: as they were asked, tries at guessing a code) is kept once.
THREADS = 16


@smd.command("run")
@click.option("--host", envvar="HOST", default="0.0.0.0", show_default=True, help="Listen on.")  # noqa: S104
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Listen on.")
@click.option(
    "--threads",
    envvar="SMD_THREADS",
    default=THREADS,
    show_default=True,
    help="Requests answered at once.",
)
def run(host: str, port: int, threads: int) -> None:
    """Start server and worker; the first time, with the demonstration."""
    require_free(host, port)
    base = os.environ.get("SMD_PUBLIC_URL") or f"http://{shown_host(host)}:{port}"
    os.environ["SMD_THREADS"] = str(threads)
    programs = Programs(base)
    try:
        ready = preparing.is_prepared()
        password, codes = ("", []) if ready else preparing.prepare(FACILITATOR)
        programs.start("server", *server(host, port))
        if ready:
            codes = preparing.kept_codes()  # while the server starts
        wait_until_it_answers(programs.running["server"], host, port)
        programs.start(
            "worker", sys.executable, "-m", "flask", "--app", "app", "smd", "worker", "--quiet"
        )
        announce(base, password, codes)
        programs.watch()
    except KeyboardInterrupt:
        click.echo("\n" + _("Stopping."), err=True)
    finally:
        programs.stop()


def server(host: str, port: int) -> tuple[str, ...]:
    """Return the command that starts the web server."""
    return (
        sys.executable, "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(port),
        "--no-ws", "--log-level", "warning",
        "--log-config", str(Path(__file__).with_name("server_log.json")), "app:served",
    )  # fmt: skip


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, and name a free one."""
    if is_free(host, port):
        return
    other = next((p for p in range(port + 1, port + 100) if is_free(host, p)), port + 1)
    raise click.ClickException(
        _("Port %(port)s is taken. Try: make run PORT=%(other)s", port=port, other=other)
    )


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
    raise click.ClickException(_("The server did not start; the lines above say why."))


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
                        _(
                            "A program has ended by itself (%(name)s); the lines above say why.",
                            name=name,
                        )
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
    told = [(_("Portal"), f"{base}/"), (_("Facilitator"), f"{base}/f/")]
    if password:
        told.append((_("Account"), FACILITATOR))
        told.append((_("Password"), f"{password}   " + _("(shown once: write it down)")))
    elif codes:
        told.append((_("Account"), FACILITATOR + ", " + _("with the password of the first start")))
    lines = ["", *(f"  {name:<14} {what}" for name, what in told)]
    if codes:
        lines += ["", "  " + _("Seats of the demonstration (simulated), one per sector:")]
        lines += [f"    {code[:4]}-{code[4:]}   {base}/e/{code}" for code in codes]
    click.echo("\n".join(lines))
    if codes:
        click.echo("\n" + pictures.side_by_side([f"{base}/e/{code}" for code in codes]))
    own = urlsplit(base).hostname in {"localhost", "127.0.0.1", "::1"}
    said = (
        _("Only this computer can use these addresses. Stop with Ctrl+C.")
        if own
        else _("Phones in this network can use these addresses. Stop with Ctrl+C.")
    )
    click.echo("  " + said)


if __name__ == "__main__":
    run()
