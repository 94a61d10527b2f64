"""What a user would lose by a fault must not depend on the vendor: tests of faults run on both."""

import pytest
from application import new_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_database(request, tmp_path):
    """A database that nothing is in yet: once on SQLite, once on PostgreSQL."""
    with new_database(request, tmp_path, request.param) as url:
        yield url
