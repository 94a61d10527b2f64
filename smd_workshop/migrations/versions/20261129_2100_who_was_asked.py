"""who was asked in a wave, as the list said when it closed; tables of groups, stored once; waves from files

Revision 0023. Of waves that closed before nobody wrote it down: they get what the list says now, and `roll_at` says
that this was later than the close.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TAKES = "IN ('open', 'closing')"
#: What a wave promises.
WAVE = ("id", "survey_id", "number", "year", "instrument_id", "mode", "consent", "opened_at")
STEPS = (
    ("closing", "closed"), ("closing", "open"), ("draft", "open"), ("open", "closed"), ("open", "closing"),
)  # fmt: skip
GUARDS = (
    Guard(
        "wave_member",
        "who was asked is written down when a wave closes, and stays",
        insert=f"(SELECT state FROM wave WHERE id = NEW.wave_id) NOT {TAKES}",
        update="TRUE",
        delete="TRUE",
    ),
    Guard("wave_import", "from which file a wave came stays on record", update="TRUE", delete="TRUE"),
    Guard("wave_groups", "the tables of groups of a wave are stored once", update="TRUE", delete="TRUE"),
)


def wave():
    known = " OR ".join(f"(OLD.state = '{now}' AND NEW.state = '{then}')" for now, then in STEPS)
    return Guard(
        "wave",
        "what a wave promises is fixed when it opens",
        update="\nOR ".join((
            "OLD.state = 'closed'",
            f"(OLD.state <> 'draft' AND {differ(*WAVE)})",
            f"(OLD.state <> NEW.state AND NOT ({known}))",
            "(NEW.state <> 'draft' AND (SELECT state FROM instrument WHERE id = NEW.instrument_id) <> 'published')",
            f"(OLD.state <> 'draft' AND NEW.seal IS NOT NULL AND {differ('seal')})",
        )),
        delete="OLD.state <> 'draft'",
    )


def upgrade() -> None:
    op.create_table(
        "wave_member",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_member_wave_id_wave"),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name="fk_wave_member_respondent_id_respondent"
        ),
        sa.PrimaryKeyConstraint("wave_id", "respondent_id", name="pk_wave_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wave_member_respondent_id", "wave_member", ["respondent_id"])
    op.create_table(
        "wave_groups",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_groups_wave_id_wave"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_wave_groups"),
    )
    op.create_table(
        "wave_import",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_import_wave_id_wave"),
        sa.ForeignKeyConstraint(["imported_by_id"], ["user.id"], name="fk_wave_import_imported_by_id_user"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_wave_import"),
    )
    with lifted(op.get_bind()):
        with op.batch_alter_table("wave") as table:
            table.add_column(sa.Column("roll_at", sa.DateTime(timezone=True), nullable=True))
        _write_down()
        put(op.get_bind(), wave())
    for guard in GUARDS:
        put(op.get_bind(), guard)


def _write_down() -> None:
    """Keep of waves that closed before whom the list names now, or who took part."""
    op.execute("""
        INSERT INTO wave_member (wave_id, respondent_id, code, name, attributes)
        SELECT wave.id, respondent.id, respondent.code, respondent.name, respondent.attributes
        FROM wave JOIN respondent ON respondent.survey_id = wave.survey_id
        WHERE wave.state = 'closed' AND (respondent.active OR EXISTS (
            SELECT 1 FROM survey_participation AS part
            WHERE part.wave_id = wave.id AND part.respondent_id = respondent.id))
    """)
    closed = sa.table(
        "wave", sa.column("state", sa.String()), sa.column("roll_at", sa.DateTime(timezone=True))
    )
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        now = now.replace(tzinfo=None)  # as the column is written there
    op.execute(closed.update().where(closed.c.state == "closed").values(roll_at=now))


def downgrade() -> None:
    for guard in GUARDS:
        drop(op.get_bind(), guard.table)
    with lifted(op.get_bind()):
        put(op.get_bind(), wave())
        with op.batch_alter_table("wave") as table:
            table.drop_column("roll_at")
    op.drop_table("wave_import")
    op.drop_table("wave_groups")
    op.drop_table("wave_member")
