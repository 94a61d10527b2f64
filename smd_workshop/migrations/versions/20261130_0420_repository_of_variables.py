"""repository of variables

Revision 0033. What is counted about a territory, its values by period, from which of them values of indicators were
computed, and which items ask workshops about it. Four tables. A plan may be the national one, or the axes agreed in
a territory, to which others contribute.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('PEI', 'PDRC', 'PDLC', 'POI', 'SMD')"
SINCE = "kind IN ('PEI', 'PDRC', 'PDLC', 'POI', 'SMD', 'PEDN', 'RIMAY')"

GUARDS = (
    Guard(
        "variable_value",
        "what was said of a variable stays; a correction is a new row",
        insert="NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM variable_value AS former "
        "WHERE former.id = NEW.corrects_id AND former.variable_id = NEW.variable_id "
        "AND former.period = NEW.period)",
        update="TRUE",
        delete="TRUE",
    ),
    Guard("variable_input", "from what a value was computed stays", update="TRUE", delete="TRUE"),
    Guard(
        "variable_question", "what a workshop was asked of a variable stays on record",
        update="TRUE", delete="TRUE",
    ),
)  # fmt: skip


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))


def _kinds(condition: str) -> None:
    with lifted(op.get_bind()), op.batch_alter_table("plan") as table:
        table.drop_constraint(op.f("ck_plan_kind"), type_="check")
        table.create_check_constraint(op.f("ck_plan_kind"), condition)


def upgrade() -> None:
    op.create_table(
        "variable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("institution", sa.String(200), nullable=False),
        sa.Column("frequency", sa.String(200), nullable=False),
        sa.Column("coverage", sa.String(200), nullable=False),
        sa.Column("level", sa.String(200), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("quality", sa.String(200), nullable=False),
        sa.Column("theme", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("variable", "process_id", "process"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variable")),
        sa.UniqueConstraint("process_id", "code", name=op.f("uq_variable_process_id_code")),
    )
    op.create_table(
        "variable_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variable_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_variable_value_source")),
        sa.CheckConstraint("corrects_id IS NULL OR note <> ''", name=op.f("ck_variable_value_reason")),
        _key("variable_value", "variable_id", "variable"),
        _key("variable_value", "corrects_id", "variable_value"),
        _key("variable_value", "said_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variable_value")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_variable_value_corrects_id")),
    )
    op.create_index(op.f("ix_variable_value_variable_id"), "variable_value", ["variable_id"])
    first = sa.text("corrects_id IS NULL")
    op.create_index(
        "uq_variable_value_first", "variable_value", ["variable_id", "period"], unique=True,
        sqlite_where=first, postgresql_where=first,
    )  # fmt: skip
    op.create_table(
        "variable_input",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        _key("variable_input", "measurement_id", "measurement"),
        _key("variable_input", "value_id", "variable_value"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variable_input")),
        sa.UniqueConstraint("measurement_id", "value_id", name=op.f("uq_variable_input_measurement_id_value_id")),
    )
    op.create_index(op.f("ix_variable_input_value_id"), "variable_input", ["value_id"])
    op.create_table(
        "variable_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variable_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        _key("variable_question", "variable_id", "variable"),
        _key("variable_question", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variable_question")),
        sa.UniqueConstraint("item_id", name=op.f("uq_variable_question_item_id")),
        sa.UniqueConstraint("variable_id", name=op.f("uq_variable_question_variable_id")),
    )
    for guard in GUARDS:
        put(op.get_bind(), guard)
    _kinds(SINCE)


def downgrade() -> None:
    # Of the kinds that are known again, the one that says least.
    op.execute("UPDATE plan SET kind = 'SMD' WHERE kind IN ('PEDN', 'RIMAY')")
    _kinds(BEFORE)
    for guard in GUARDS:
        drop(op.get_bind(), guard.table)
    for table in ("variable_question", "variable_input", "variable_value", "variable"):
        op.drop_table(table)
