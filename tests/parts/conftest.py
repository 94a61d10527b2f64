"""One cluster for all tests of parts: starting processes takes longer than what they are asked."""

import pytest
from clusters import PATIENCE, Cluster, until


@pytest.fixture(scope="session")
def machines(tmp_path_factory):
    """A scheduler with two workers, and a client of it."""
    from distributed import Client

    cluster = Cluster(tmp_path_factory.mktemp("cluster")).begin()
    try:
        cluster.start("a")
        cluster.start("b")
        with Client(cluster.address, timeout=PATIENCE, set_as_default=False) as client:
            cluster.client = client
            until(lambda: len(client.scheduler_info(n_workers=-1)["workers"]) == 2)
            yield cluster
    finally:
        cluster.end()


@pytest.fixture
def smd(app):
    """smd("survey", …): the command's exit code and what it printed."""
    return lambda *words: app.test_cli_runner().invoke(args=["smd", *map(str, words)])
