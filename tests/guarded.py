"""What the guards of the database refuse, tried as a hand with a database tool would try it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import db
from smd_workshop.models.triggers import MARK


def run(statement):
    """Run it as a hand with a database tool would; how many rows it changed. Nothing is kept."""
    with db.engine.connect() as connection, connection.begin() as began:
        try:
            return connection.execute(text(statement)).rowcount
        finally:
            began.rollback()


def assert_refused(statement, *, renumbers=False):
    """Fail unless a guard refuses a statement."""
    with pytest.raises(DBAPIError) as refused:
        run(statement)
    why = str(refused.value.orig)
    # PostgreSQL looks at foreign keys first: what others refer to is neither deleted nor numbered anew.
    referred_to = (renumbers or statement.startswith("DELETE")) and "violates foreign key" in why
    assert why.startswith(MARK) or referred_to, why


def taken(statements, **how):
    """Which of the statements no guard refuses, and what became of each: none, where all is kept."""
    found = {}
    for statement in statements:
        try:
            assert_refused(statement, **how)
        except (AssertionError, pytest.fail.Exception) as error:
            found[statement] = str(error)
    return found
