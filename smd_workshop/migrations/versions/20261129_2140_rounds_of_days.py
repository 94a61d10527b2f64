"""rounds of days

Revision 0024. A round may say when it opens and closes by itself; that its end was put off is kept. The guard of
rounds lets the end move, and only to later.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)
PROMISED = (
    "id", "workshop_id", "number", "step", "method_id", "method_version", "subject", "title", "question",
    "help", "settings", "secrecy", "visibility", "electorate", "late_seats", "draw_nonce", "draw_salt", "opened_at",
    "opens_at", "reruns_id", "previous_id", "open_reason", "uid",
)


def guard(promised, moves, more=""):
    return Guard(
        "round", "what a round asks and promises is fixed when it opens",
        update=(
            f"(OLD.state <> 'draft' AND {differ(*promised)})\n"
            f"OR (OLD.state NOT IN ('draft', 'open') AND {differ(*moves)})\n"
            f"{more}"
            f"OR (OLD.state <> NEW.state AND NOT ({STEPS}))\n"
            f"OR ({differ('published_at')} AND NOT (OLD.state = 'closed' AND NEW.state = 'published'))\n"
            f"OR ({differ('annul_reason')} AND (OLD.state = 'annulled' OR NEW.state <> 'annulled'))\n"
            f"OR (OLD.state <> 'draft' AND NEW.ballot_key IS NOT NULL AND ({differ('ballot_key')} OR NEW.state <> 'open'))"
        ),
        delete="OLD.state <> 'draft'",
    )


LATER = (
    "OR (OLD.state <> 'draft' AND OLD.closes_at IS NOT NULL "
    "AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at))\n"
)
BEFORE = guard([name for name in PROMISED if name != "opens_at"], ("closing_at", "ends_at", "closed_at"))
NOW = guard(PROMISED, ("closing_at", "closes_at", "ends_at", "closed_at"), LATER)
EXTENSION = Guard("extension", "that the end of a round was put off stays on record", update="TRUE", delete="TRUE")


def upgrade() -> None:
    for name in ("opens_at", "closes_at"):
        op.add_column("round", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("was IS NULL OR until > was", name=op.f("ck_extension_later")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_extension_round_id_round")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user.id"], name=op.f("fk_extension_said_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index("ix_extension_round_id", "extension", ["round_id"])
    put(op.get_bind(), NOW)
    put(op.get_bind(), EXTENSION)


def downgrade() -> None:
    drop(op.get_bind(), "extension")
    op.drop_table("extension")
    put(op.get_bind(), BEFORE)
    with lifted(op.get_bind()), op.batch_alter_table("round") as table:
        for name in ("opens_at", "closes_at"):
            table.drop_column(name)
