"""reports on plans: what staff write in them, and the sealed editions

Revision 0019, after 0018. Two tables; nothing that is there changes. Both are only added to.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ADDED_TO = {
    "plan_passage": "what was written for a report stays; said anew, it is a new row",
    "plan_report": "a sealed report stays; a correction is another edition",
}


def upgrade() -> None:
    op.create_table(
        "plan_passage",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('period', sa.String(7), nullable=False),
        sa.Column('place', sa.String(80), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_passage_plan_id_plan')),
        sa.ForeignKeyConstraint(['said_by_id'], ['user.id'], name=op.f('fk_plan_passage_said_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_passage'))
    )
    op.create_index('ix_plan_passage_place', 'plan_passage', ['plan_id', 'period', 'place'], unique=False)
    op.create_table(
        "plan_report",
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('period', sa.String(7), nullable=False),
        sa.Column('edition', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('document', sa.Text(), nullable=False),
        sa.Column('data_sha256', sa.String(64), nullable=False),
        sa.Column('pdf_sha256', sa.String(64), nullable=False),
        sa.Column('plan_sha256', sa.String(64), nullable=False),
        sa.Column('sealed_by_id', sa.Integer(), nullable=True),
        sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('edition > 0', name=op.f('ck_plan_report_edition')),
        sa.CheckConstraint("edition = 1 OR reason <> ''", name=op.f('ck_plan_report_reason')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_report_plan_id_plan')),
        sa.ForeignKeyConstraint(['sealed_by_id'], ['user.id'], name=op.f('fk_plan_report_sealed_by_id_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_report')),
        sa.UniqueConstraint('plan_id', 'period', 'edition', name=op.f('uq_plan_report_plan_id_period_edition'))
    )
    for table, words in ADDED_TO.items():
        put(op.get_bind(), Guard(table, words, update="TRUE", delete="TRUE"))


def downgrade() -> None:
    for table in ("plan_report", "plan_passage"):
        drop(op.get_bind(), table)
        op.drop_table(table)
