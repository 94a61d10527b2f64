"""part step and method of a round

Revision 0003, after 0002. What people do in a round (collect notes, organise them, vote) and which
method counts their votes stood in one column.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)


def guard(*asked: str) -> Guard:
    """The guard of rounds, as it was on this day but for the columns that say what is asked."""
    fixed = (
        "id", "workshop_id", "number", *asked, "subject", "title", "question", "help", "settings",
        "secrecy", "visibility", "electorate", "opened_at", "reruns_id", "previous_id",
    )
    return Guard(
        "round", "what a round asks and promises is fixed when it opens",
        update=(
            f"(OLD.state <> 'draft' AND {differ(*fixed)})\n"
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
            table.add_column(sa.Column("step", sa.String(20), nullable=True))
            table.add_column(sa.Column("method_id", sa.String(40), nullable=True))
        op.execute(
            "UPDATE round SET step = CASE kind WHEN 'contributions' THEN 'collect' "
            "WHEN 'organise' THEN 'organise' ELSE 'vote' END, "
            "method_id = CASE WHEN kind IN ('contributions', 'organise') THEN NULL ELSE kind END"
        )
        with op.batch_alter_table("round") as table:
            table.alter_column("step", existing_type=sa.String(20), nullable=False)
            table.drop_column("kind")
            table.create_check_constraint("step", "step IN ('collect', 'organise', 'vote')")
            table.create_check_constraint("method", "(step = 'vote') = (method_id IS NOT NULL)")
        put(op.get_bind(), guard("step", "method_id"))


def downgrade() -> None:
    with lifted(op.get_bind()):
        with op.batch_alter_table("round") as table:
            table.add_column(sa.Column("kind", sa.String(40), nullable=True))
        op.execute(
            "UPDATE round SET kind = CASE step WHEN 'collect' THEN 'contributions' "
            "WHEN 'organise' THEN 'organise' ELSE method_id END"
        )
        with op.batch_alter_table("round") as table:
            table.alter_column("kind", existing_type=sa.String(40), nullable=False)
            table.drop_constraint("step", type_="check")
            table.drop_constraint("method", type_="check")
            table.drop_column("step")
            table.drop_column("method_id")
        put(op.get_bind(), guard("kind"))
