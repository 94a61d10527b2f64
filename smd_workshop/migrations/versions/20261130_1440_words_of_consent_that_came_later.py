"""words of consent that came later

Revision 0041. Which versions the first page of a wave had after the one with which it opened. Of waves of before nobody
wrote it down, and it stays so.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, put
from smd_workshop.models.triggers import Guard

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

STEPS = (
    ("closing", "closed"), ("closing", "open"), ("draft", "open"), ("open", "closed"), ("open", "closing"),
)  # fmt: skip
#: What a wave promises, and all else that it is.
PROMISED = (
    "id", "survey_id", "number", "year", "instrument_id", "mode", "consent", "opened_at", "keep_until", "consent_sha256",
)  # fmt: skip
CLOSED = (
    "id", "survey_id", "number", "name", "year", "instrument_id", "mode", "state", "population", "consent", "ends_at",
    "opened_at", "closed_at", "seal", "broken_off", "roll_at", "keep_until", "consent_sha256",
)  # fmt: skip


def guard(*closed: str) -> Guard:
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in STEPS)
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update="\nOR ".join((
            f"(OLD.state = 'closed' AND {differ(*closed)})",
            "OLD.anonymised_at IS NOT NULL",
            "(NEW.rewriting AND (NEW.state <> 'closed' OR NEW.anonymised_at IS NOT NULL))",
            "(OLD.rewriting AND (NEW.rewriting OR NEW.anonymised_at IS NULL))",
            "(NEW.anonymised_at IS NOT NULL AND NOT OLD.rewriting)",
            f"(OLD.state <> 'draft' AND {differ(*PROMISED)})",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            "(NEW.state <> 'draft' AND (SELECT state FROM instrument WHERE id = NEW.instrument_id) <> 'published')",
            f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {differ('seal')})",
        )),
        delete="OLD.state <> 'draft'",
    )  # fmt: skip


def upgrade() -> None:
    op.add_column("wave", sa.Column("consent_later", sa.Text(), nullable=True))
    put(op.get_bind(), guard(*CLOSED, "consent_later"))


def downgrade() -> None:
    put(op.get_bind(), guard(*CLOSED))
    op.drop_column("wave", "consent_later")
