"""A PostgreSQL of our own for a test session: fresh folder, free port, stopped at the end."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import needed, postgresql


def binaries() -> Path:
    """Where initdb and pg_ctl are; a test that asks on a machine without them fails."""
    return needed(postgresql)


class Postgres:
    """A server in a folder of its own, that can be stopped hard and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres")
            for parent in list(folder.parents)[:-2]:
                parent.chmod(parent.stat().st_mode | 0o011)
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-U", "smd", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://smd@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c max_connections=200"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it as a crash would: nothing is written any more, nobody is told."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(binaries() / program), "-D", str(self.data), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder)
        if done.returncode:  # what it says, not only that it ended with 1
            raise RuntimeError(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server in the folder and yield its address; stop it afterwards."""
    server = Postgres(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
