"""state out of the journal

Revision 0004, after 0003. What the program decided by was read out of the journal: reasons, pairs kept
apart, authors and windows, used numbers. It gets columns and tables, filled from the journal, which
from now on only tells. Staff's forms are remembered by a key.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from smd_workshop.migrations.guards import differ, drop, lifted, put
from smd_workshop.models.triggers import Guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEPS = (
    "(OLD.state = 'closed' AND NEW.state = 'annulled') OR (OLD.state = 'closed' AND NEW.state = 'published') OR "
    "(OLD.state = 'draft' AND NEW.state = 'open') OR (OLD.state = 'open' AND NEW.state = 'annulled') OR "
    "(OLD.state = 'open' AND NEW.state = 'closed')"
)


def of_round(*more: str) -> Guard:
    """The guard of rounds, as it was on this day, with these columns fixed as well."""
    fixed = (
        "id", "workshop_id", "number", "step", "method_id", "subject", "title", "question", "help",
        "settings", "secrecy", "visibility", "electorate", "opened_at", "reruns_id", "previous_id", *more,
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


def of_acta(*more: str) -> Guard:
    """The guard of actas, as it was on this day, with these columns of an annex fixed as well."""
    fixed = (
        "id", "workshop_id", "number", "state", "remarks", "corrections_until", "document", "sealed_at", *more,
    )
    return Guard(
        "acta", "a sealed acta stays; what is to be corrected goes into an annex",
        update=(
            "OLD.state = 'sealed'\n"
            f"OR (OLD.number > 0 AND {differ(*fixed)})\n"
            f"OR (OLD.number > 0 AND OLD.pdf_sha256 IS NOT NULL AND {differ('pdf_sha256', 'data_sha256', 'rendered_at')})"
        ),
        delete="OLD.state = 'sealed' OR OLD.number > 0",
    )


WINDOW = Guard(
    "correction_window", "a window for corrections stays as it was promised; it may end early, once",
    insert="(SELECT state FROM acta WHERE id = NEW.acta_id) = 'sealed'",
    update=(
        "OLD.ended_at IS NOT NULL\n"
        f"OR {differ('id', 'acta_id', 'opened_at', 'until', 'opened_by_id')}\n"
        "OR (SELECT state FROM acta WHERE id = OLD.acta_id) = 'sealed'"
    ),
    delete="TRUE",
)
FORM = Guard(
    "sent_form", "a form that has arrived stays known",
    update=f"OLD.leads_to <> '' OR {differ('key', 'user_id', 'at')}",
    delete="TRUE",
)

MOMENT = sa.DateTime(timezone=True)
JOURNAL = sa.table(
    "journal", sa.column("id", sa.Integer), sa.column("at", MOMENT), sa.column("workshop_id", sa.Integer),
    sa.column("round_id", sa.Integer), sa.column("user_id", sa.Integer), sa.column("verb", sa.String),
    sa.column("reason", sa.Text), sa.column("detail", sa.Text),
)
ROUND = sa.table(
    "round", sa.column("id", sa.Integer), sa.column("workshop_id", sa.Integer), sa.column("number", sa.Integer),
    sa.column("state", sa.String), sa.column("open_reason", sa.Text),
)
WORKSHOP = sa.table("workshop", sa.column("id", sa.Integer), sa.column("next_round_number", sa.Integer))
ITEM = sa.table(
    "item", sa.column("id", sa.Integer), sa.column("state", sa.String), sa.column("retired_reason", sa.Text),
    sa.column("retired_at", MOMENT), sa.column("retired_by_id", sa.Integer),
)
ACTA = sa.table(
    "acta", sa.column("id", sa.Integer), sa.column("workshop_id", sa.Integer), sa.column("number", sa.Integer),
    sa.column("written_at", MOMENT), sa.column("written_by_id", sa.Integer),
)


def upgrade() -> None:
    with lifted(op.get_bind()):
        add_columns()
        kept_apart, windows = create_tables()
        fill_rounds()
        fill_items()
        fill_pairs(kept_apart)
        fill_annexes()
        fill_windows(windows)
        constrain()
        put(op.get_bind(), of_round("open_reason"))
        put(op.get_bind(), of_acta("written_at", "written_by_id"))
        put(op.get_bind(), WINDOW)
        put(op.get_bind(), FORM)


def add_columns() -> None:
    with op.batch_alter_table("workshop") as table:
        table.add_column(sa.Column("next_round_number", sa.Integer(), nullable=True))
    with op.batch_alter_table("round") as table:
        table.add_column(sa.Column("open_reason", sa.Text(), nullable=True))
    with op.batch_alter_table("item") as table:
        table.add_column(sa.Column("retired_reason", sa.Text(), nullable=True))
        table.add_column(sa.Column("retired_at", MOMENT, nullable=True))
        table.add_column(sa.Column("retired_by_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("acta") as table:
        table.add_column(sa.Column("written_at", MOMENT, nullable=True))
        table.add_column(sa.Column("written_by_id", sa.Integer(), nullable=True))


def create_tables() -> tuple[sa.Table, sa.Table]:
    kept_apart = op.create_table(
        "kept_apart",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("item_id < other_id", name=op.f("ck_kept_apart_order")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_kept_apart_item_id_item")),
        sa.ForeignKeyConstraint(["other_id"], ["item.id"], name=op.f("fk_kept_apart_other_id_item")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_apart_user_id_user")),
        sa.PrimaryKeyConstraint("item_id", "other_id", name=op.f("pk_kept_apart")),
    )
    windows = op.create_table(
        "correction_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acta_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("opened_at < until", name=op.f("ck_correction_window_until")),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name=op.f("ck_correction_window_end_reason")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at < until", name=op.f("ck_correction_window_ended")),
        sa.ForeignKeyConstraint(["acta_id"], ["acta.id"], name=op.f("fk_correction_window_acta_id_acta")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_correction_window_ended_by_id_user")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_correction_window_opened_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_window")),
    )
    op.create_index(op.f("ix_correction_window_acta_id"), "correction_window", ["acta_id"])
    op.create_table(
        "sent_form",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("leads_to", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sent_form_user_id_user")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sent_form")),
    )
    return kept_apart, windows


def told(*verbs: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield what the journal says of these acts, in their order, each with its detail."""
    rows = op.get_bind().execute(
        sa.select(JOURNAL).where(JOURNAL.c.verb.in_(verbs)).order_by(JOURNAL.c.id)
    )
    for row in rows.all():
        yield row, json.loads(row.detail)


def fill_rounds() -> None:
    """Why a round was opened; and the first number that no round, not even a discarded draft, had."""
    run = op.get_bind().execute
    run(ROUND.update().values(open_reason=""))
    first: dict[int, str] = {}
    for row, _ in told("open round"):
        first.setdefault(row.round_id, row.reason)
    for round_id, reason in first.items():
        run(ROUND.update().where(ROUND.c.id == round_id, ROUND.c.state != "draft").values(open_reason=reason))
    highest = dict(run(sa.select(ROUND.c.workshop_id, sa.func.max(ROUND.c.number)).group_by(ROUND.c.workshop_id)).all())
    for row, detail in told("discard draft"):
        highest[row.workshop_id] = max(highest.get(row.workshop_id, 0), detail["number"])
    run(WORKSHOP.update().values(next_round_number=1))
    for workshop_id, number in highest.items():
        run(WORKSHOP.update().where(WORKSHOP.c.id == workshop_id).values(next_round_number=number + 1))


def fill_items() -> None:
    """Why an item is put aside, if that was the last that happened to it and not an undone act."""
    run = op.get_bind().execute
    run(ITEM.update().values(retired_reason=""))
    last = {
        detail["item"]: row
        for row, detail in told("retire item", "bring item back", "undo merge", "undo split")
    }
    for item_id, row in last.items():
        if row.verb == "retire item" and row.reason:
            run(
                ITEM.update()
                .where(ITEM.c.id == item_id, ITEM.c.state == "retired")
                .values(retired_reason=row.reason, retired_at=row.at, retired_by_id=row.user_id)
            )


def fill_pairs(kept_apart: sa.Table) -> None:
    run = op.get_bind().execute
    there = set(run(sa.select(ITEM.c.id)).scalars())
    seen = set()
    for row, detail in told("keep apart"):
        pair = tuple(sorted(detail["items"]))
        if pair[0] < pair[1] and pair not in seen and there.issuperset(pair):
            seen.add(pair)
            run(kept_apart.insert().values(item_id=pair[0], other_id=pair[1], user_id=row.user_id, at=row.at))


def fill_annexes() -> None:
    for row, detail in told("add annex"):
        op.get_bind().execute(
            ACTA.update()
            .where(
                ACTA.c.workshop_id == row.workshop_id, ACTA.c.number == detail["number"],
                ACTA.c.number > 0, ACTA.c.written_at.is_(None),
            )
            .values(written_at=row.at, written_by_id=row.user_id)
        )


def fill_windows(windows: sa.Table) -> None:
    """Each opening is a window; an early end belongs to the one that was opened last before it."""
    run = op.get_bind().execute
    actas = dict(run(sa.select(ACTA.c.workshop_id, ACTA.c.id).where(ACTA.c.number == 0)).all())
    found: dict[int, list[dict[str, Any]]] = {}
    for row, detail in told("open corrections", "end corrections"):
        mine = found.setdefault(row.workshop_id, [])
        if row.verb == "open corrections":
            mine.append({
                "opened_at": row.at, "until": row.at + timedelta(hours=detail["hours"]),
                "opened_by_id": row.user_id, "ended_at": None, "ended_by_id": None, "end_reason": "",
            })
        elif mine:
            mine[-1] |= {"ended_at": row.at, "ended_by_id": row.user_id, "end_reason": row.reason}
    for workshop_id, each in found.items():
        if workshop_id in actas:
            for window in each:
                run(windows.insert().values(acta_id=actas[workshop_id], **window))


def constrain() -> None:
    with op.batch_alter_table("workshop") as table:
        table.alter_column("next_round_number", existing_type=sa.Integer(), nullable=False)
        table.create_check_constraint("next_round_number", "next_round_number > 0")
    with op.batch_alter_table("round") as table:
        table.alter_column("open_reason", existing_type=sa.Text(), nullable=False)
        table.create_check_constraint("open_reason", "state != 'draft' OR open_reason = ''")
    with op.batch_alter_table("item") as table:
        table.alter_column("retired_reason", existing_type=sa.Text(), nullable=False)
        table.create_check_constraint("retired_reason", "state = 'retired' OR retired_reason = ''")
        table.create_check_constraint("retired_at", "(retired_at IS NOT NULL) = (retired_reason <> '')")
        table.create_foreign_key(op.f("fk_item_retired_by_id_user"), "user", ["retired_by_id"], ["id"])
    with op.batch_alter_table("acta") as table:
        table.create_check_constraint("written", "number > 0 OR (written_at IS NULL AND written_by_id IS NULL)")
        table.create_foreign_key(op.f("fk_acta_written_by_id_user"), "user", ["written_by_id"], ["id"])


def downgrade() -> None:
    """The journal still tells all of it; only which forms have arrived is forgotten."""
    bind = op.get_bind()
    with lifted(bind):
        for name in ("sent_form", "correction_window", "kept_apart"):
            drop(bind, name)
            op.drop_table(name)
        with op.batch_alter_table("acta") as table:
            table.drop_constraint("written", type_="check")
            table.drop_constraint(op.f("fk_acta_written_by_id_user"), type_="foreignkey")
            table.drop_column("written_by_id")
            table.drop_column("written_at")
        with op.batch_alter_table("item") as table:
            table.drop_constraint("retired_at", type_="check")
            table.drop_constraint("retired_reason", type_="check")
            table.drop_constraint(op.f("fk_item_retired_by_id_user"), type_="foreignkey")
            table.drop_column("retired_by_id")
            table.drop_column("retired_at")
            table.drop_column("retired_reason")
        with op.batch_alter_table("round") as table:
            table.drop_constraint("open_reason", type_="check")
            table.drop_column("open_reason")
        with op.batch_alter_table("workshop") as table:
            table.drop_constraint("next_round_number", type_="check")
            table.drop_column("next_round_number")
        put(bind, of_round())
        put(bind, of_acta())
