"""A PostgreSQL of our own for a test session: fresh folder, free port, stopped at the end."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """Where initdb and pg_ctl are: on the path, or where Debian and Ubuntu put them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    if found:
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("PostgreSQL is not installed: run `make test`, which installs it")


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server in the folder and yield its address; stop it afterwards."""
    data, bin_ = folder / "data", binaries()
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        for parent in list(folder.parents)[:-2]:
            parent.chmod(parent.stat().st_mode | 0o011)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    run = lambda *args: subprocess.run(
        [*as_user, *args], check=True, capture_output=True, cwd=folder
    )
    run(
        str(bin_ / "initdb"),
        "-D",
        str(data),
        "-U",
        "smd",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200"
    run(
        str(bin_ / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-o",
        options,
        "-l",
        str(folder / "log"),
        "start",
    )
    try:
        yield f"postgresql+psycopg://smd@127.0.0.1:{port}/postgres"
    finally:
        run(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
