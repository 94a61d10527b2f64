"""versions of rounds and lots

Revision 0010, after 0008. A round says by which version of its method it is counted: those opened until
now by the first. What is drawn when a round opens has its place: the seed of a draw comes from it and
from the ballots.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)
NEW = ("method_version", "draw_nonce", "draw_salt")
PROMISED = (
    "id", "workshop_id", "number", "step", "method_id", "method_version", "subject", "title", "question",
    "help", "settings", "secrecy", "visibility", "electorate", "late_seats", "draw_nonce", "draw_salt", "opened_at",
    "reruns_id", "previous_id", "open_reason", "uid",
)


def guard(*promised):
    return Guard(
        "round", "what a round asks and promises is fixed when it opens",
        update=(
            f"(OLD.state <> 'draft' AND {differ(*promised)})\n"
            f"OR (OLD.state NOT IN ('draft', 'open') AND {differ('closing_at', 'ends_at', 'closed_at')})\n"
            f"OR (OLD.state <> NEW.state AND NOT ({STEPS}))\n"
            f"OR ({differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))\n"
            f"OR ({differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))\n"
            f"OR (OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND ({differ('ballot_key')} OR NEW.state <> 'open'))"
        ),
        delete="OLD.state <> 'draft'",
    )


def upgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("round") as table:
            table.add_column(sa.Column("method_version", sa.Integer(), nullable=True))
            table.add_column(sa.Column("draw_nonce", sa.String(64), nullable=True))
            table.add_column(sa.Column("draw_salt", sa.String(64), nullable=True))
        op.execute("UPDATE round SET method_version = 1 WHERE step = 'vote' AND state != 'draft'")
        with op.batch_alter_table("round") as table:
            table.create_check_constraint(
                "method_version", "state = 'draft' OR step != 'vote' OR method_version IS NOT NULL"
            )
        put(op.get_bind(), guard(*PROMISED))


def downgrade() -> None:
    newer = op.get_bind().execute(sa.text("SELECT 1 FROM round WHERE method_version > 1")).first()
    if newer is not None:
        raise RuntimeError("there are rounds counted by version 2, which revision 0008 has no place for")
    with lifted(op.get_bind()):
        with op.batch_alter_table("round") as table:
            table.drop_constraint("method_version", type_="check")
            for column in NEW:
                table.drop_column(column)
        put(op.get_bind(), guard(*(name for name in PROMISED if name not in NEW)))
