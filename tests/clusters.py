"""A real cluster of Dask for tests: a scheduler and two worker processes on loopback, each ended by its id."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from serving import ROOT, free_port

#: Seconds after which what was started is given up; nothing here is waited for longer.
PATIENCE = 120


@dataclass
class Cluster:
    """`address` of the scheduler; `start()` adds a worker, whose process is returned."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: list = field(default_factory=list)

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.port}"

    def run(self, module, *words):
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words],
            cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        log.close()
        self.processes.append(process)
        return process

    def begin(self):
        self.run("dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard",
                 "--dashboard-address", "127.0.0.1:0", "--no-show")  # fmt: skip
        return self

    def start(self, name):
        return self.run(
            "dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--name", name, "--local-directory", str(self.folder),
        )  # fmt: skip

    def end(self):
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
        for process in self.processes:
            process.wait(PATIENCE)


def until(true, seconds=PATIENCE):
    """Wait until something is true; say so if it never becomes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("what was waited for did not come")
