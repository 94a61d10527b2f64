"""Who adds up the summaries of parts: this process one after the other, or the workers of Dask as a tree."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import add
from typing import Any, Final, Protocol, TypeVar

from smd_workshop.library.schemas import FormatError
from smd_workshop.parts.extra import MissingError, needed

T = TypeVar("T")
Task = Sequence[Any]

#: Summaries that one step of the tree adds: few are held at a time, and few steps are needed.
BRANCHES: Final = 8
#: Seconds that a scheduler may take to answer, and that may pass without any worker.
PATIENCE: Final = 30.0
#: Seconds between two looks whether there are workers.
LOOK: Final = 2.0


class EngineError(RuntimeError):
    """The parts could not be counted for a reason that is not theirs; the message is for the person at the terminal."""


class Engine(Protocol):
    """Adds what a function makes of each task to the sum of none; any order, to the last digit the same."""

    def added(self, of: Callable[..., T], tasks: Sequence[Task], empty: T) -> T:
        """Return empty + of(*tasks[0]) + of(*tasks[1]) + …; the errors of `of` are raised as they are."""


class Here:
    """One part at a time, in this process."""

    def added(self, of: Callable[..., T], tasks: Sequence[Task], empty: T) -> T:
        """Add part by part; one summary and one block are held."""
        return reduce(add, (of(*task) for task in tasks), empty)


class Cluster:
    """The workers of a Dask scheduler; what was lost with one of them is counted again by the others."""

    def __init__(self, client: Any, patience: float = PATIENCE) -> None:
        self._client, self._patience = client, patience

    def added(self, of: Callable[..., T], tasks: Sequence[Task], empty: T) -> T:
        """Count the parts on the workers and add their summaries there, some at a time."""
        futures = [self._client.submit(of, *task, pure=False) for task in tasks]
        while len(futures) > 1:
            groups = (futures[at : at + BRANCHES] for at in range(0, len(futures), BRANCHES))
            futures = [self._client.submit(together, group, pure=False) for group in groups]
        return reduce(add, map(self._result, futures), empty)

    def _result(self, future: Any) -> Any:
        """Wait for a result as long as there are workers."""
        alone = 0.0
        while not future.done():
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:
                alone = 0.0 if self._workers() else alone + LOOK
            if alone > self._patience:
                raise EngineError("no worker is left; start some and count again")
        try:
            return future.result(timeout=self._patience)
        except (FormatError, MissingError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a machine of another lacks is said on one line
            raise EngineError(f"a part was not counted: {_line(error)}") from None

    def _workers(self) -> int:
        return len(self._client.scheduler_info(n_workers=-1)["workers"])


def together(summaries: Sequence[T]) -> T:
    """Add some summaries."""
    return reduce(add, summaries)


@contextmanager
def cluster(address: str | None, workers: int | None) -> Iterator[Cluster]:
    """Lend the workers of the scheduler at an address, or so many processes of this machine; EngineError without any."""
    distributed = needed("distributed", "--engine dask")
    with _client(distributed, address, workers) as client:
        yield Cluster(client)


@contextmanager
def _client(distributed: Any, address: str | None, workers: int | None) -> Iterator[Any]:
    if address is None:
        with _processes(distributed, workers) as own, distributed.Client(own) as client:
            yield client
        return
    try:
        client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise EngineError(f"the scheduler at {address} does not answer: {_line(error)}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise EngineError(f"the scheduler at {address} has no workers") from None
        yield client


def _processes(distributed: Any, workers: int | None) -> Any:
    """Start workers of this machine, one thread each: counting is work for a processor, and a process has one at a time."""
    try:
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            # Its pages would be there for the whole network, and at a port that may be taken.
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError) as error:
        raise EngineError(f"no workers could be started: {_line(error)}") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
