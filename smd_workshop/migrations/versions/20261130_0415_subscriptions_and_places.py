"""subscriptions and places

Revision 0032. Mail addresses that want to be told what is new of a process, an objective, a commitment, a plan or an
indicator; what members of staff have seen of a plan, and how often they want a letter about it; the letters to both. And
what an indicator was in each territory, beside its value.
"""

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import drop, put
from smd_workshop.models.triggers import Guard

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PLACE = Guard(
    "measurement_place",
    "what was measured of a place stays with its value",
    insert="(SELECT state FROM measurement WHERE id = NEW.measurement_id) <> 'draft'",
    update="TRUE",
    delete="TRUE",
)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        _moment("next_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("address", name=op.f("uq_subscriber_address")),
    )
    op.create_table(
        "subscription",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("subscriber_id", sa.String(32), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        _moment("asked_at"),
        _moment("confirmed_at", nullable=True),
        _moment("told_until"),
        _check(
            "subscription", "kind",
            "kind IN ('process', 'objective', 'commitment', 'plan', 'indicator')",
        ),
        _key("subscription", "subscriber_id", "subscriber"),
        _key("subscription", "process_id", "process"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "subscriber_id", "process_id", "kind", "subject_id",
            name=op.f("uq_subscription_subscriber_id_process_id_kind_subject_id"),
        ),
    )
    op.create_index(op.f("ix_subscription_process_id"), "subscription", ["process_id"])
    op.create_table(
        "plan_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        _moment("seen_at", nullable=True),
        sa.Column("every", sa.String(8), nullable=False),
        _moment("next_at", nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        _check("plan_watch", "every", "every IN ('', 'week', 'quarter')"),
        _check("plan_watch", "next_at", "(every = '') = (next_at IS NULL)"),
        _key("plan_watch", "user_id", "user"),
        _key("plan_watch", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_watch")),
        sa.UniqueConstraint("user_id", "plan_id", name=op.f("uq_plan_watch_user_id_plan_id")),
    )
    op.create_index(op.f("ix_plan_watch_plan_id"), "plan_watch", ["plan_id"])
    _letters()
    op.create_table(
        "measurement_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _key("measurement_place", "measurement_id", "measurement"),
        _key("measurement_place", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement_place")),
        sa.UniqueConstraint(
            "measurement_id", "territory_id",
            name=op.f("uq_measurement_place_measurement_id_territory_id"),
        ),
    )
    op.create_index(op.f("ix_measurement_place_territory_id"), "measurement_place", ["territory_id"])
    put(op.get_bind(), PLACE)


def _letters() -> None:
    op.create_table(
        "news_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subscriber_id", sa.String(32), nullable=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=True),
        _moment("until"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(300), nullable=False),
        _moment("changed_at"),
        _check("news_letter", "kind", "kind IN ('confirmation', 'news', 'attention')"),
        _check("news_letter", "watch", "(kind = 'attention') = (watch_id IS NOT NULL)"),
        _check("news_letter", "subscriber", "(subscriber_id IS NULL) = (watch_id IS NOT NULL)"),
        _check(
            "news_letter", "state",
            "state IN ('queued', 'sending', 'sent', 'refused', 'failed', 'skipped')",
        ),
        _key("news_letter", "subscriber_id", "subscriber"),
        _key("news_letter", "watch_id", "plan_watch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_letter")),
    )
    for column in ("subscriber_id", "watch_id"):
        op.create_index(op.f(f"ix_news_letter_{column}"), "news_letter", [column])
    op.create_index("ix_news_letter_state_changed_at", "news_letter", ["state", "changed_at"])


def downgrade() -> None:
    drop(op.get_bind(), "measurement_place")
    for table in ("measurement_place", "news_letter", "plan_watch", "subscription", "subscriber"):
        op.drop_table(table)
