"""no receipt of a secret ballot, sessions of staff

Revision 0006. Under which name a ballot arrived is made of its answer: in a secret round it is made
with the key of the round, and goes with it. Those of rounds that have ended are removed.
Staff are signed in here and not in the browser alone, and a code of a phone works once.
"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import lifted, put
from smd_workshop.models.base import UtcDateTime
from smd_workshop.models.triggers import Guard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = Guard(
    "submission", "the key of a ballot that arrived stays on record", update="TRUE", delete="TRUE"
)
AFTER = Guard(
    "submission", "the key of a ballot that arrived stays on record until its round ends",
    update="TRUE",
    delete="OLD.late OR (SELECT state FROM round WHERE id = OLD.round_id) <> 'open'",
)  # fmt: skip

ROUND = sa.table(
    "round", sa.column("id"), sa.column("state"), sa.column("secrecy"), sa.column("ballot_key")
)
SUBMISSION = sa.table(
    "submission", sa.column("round_id"), sa.column("key"), sa.column("late", sa.Boolean)
)


def upgrade() -> None:
    connection = op.get_bind()
    secret = sa.select(ROUND.c.id).where(ROUND.c.secrecy == "secret")
    ended = secret.where(ROUND.c.state != "open")
    with lifted(connection):
        connection.execute(
            sa.delete(SUBMISSION).where(
                SUBMISSION.c.late.is_(sa.false()), SUBMISSION.c.round_id.in_(ended)
            )
        )
        going = sa.select(ROUND.c.id, ROUND.c.ballot_key).where(
            ROUND.c.state == "open", ROUND.c.ballot_key.is_not(None)
        )
        for round_id, ballot_key in connection.execute(going).all():
            _rekey(connection, round_id, ballot_key)
        nominal = sa.select(ROUND.c.id).where(ROUND.c.secrecy == "nominal")
        for (round_id,) in connection.execute(nominal).all():
            _rekey(connection, round_id, b"nominal")
    put(connection, AFTER)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_session_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_user_id"), "staff_session", ["user_id"])
    op.add_column("user", sa.Column("totp_counter", sa.BigInteger(), nullable=True))


def _rekey(connection, round_id, ballot_key) -> None:
    """Write the names of a round's ballots anew, with a key in them."""
    of_round = (SUBMISSION.c.round_id == round_id, SUBMISSION.c.late.is_(sa.false()))
    for key in connection.scalars(sa.select(SUBMISSION.c.key).where(*of_round)).all():
        keyed = hmac.new(bytes(ballot_key), key.encode(), hashlib.sha256).hexdigest()
        connection.execute(
            sa.update(SUBMISSION).where(*of_round, SUBMISSION.c.key == key).values(key=keyed)
        )


def downgrade() -> None:
    # Names that were removed or made with a key stay so: a ballot sent again is then stored again.
    put(op.get_bind(), BEFORE)
    op.drop_column("user", "totp_counter")
    op.drop_table("staff_session")
