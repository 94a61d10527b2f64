"""The newest few of each process, however many processes there are in one question."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Subquery, func, select


def newest_of_each(
    found: Select[Any], key: Any, of: Any, at: Any, processes: Collection[int], most: int
) -> Subquery:
    """Return the `key` of the newest few rows of each process, as `place` 1 to `most`, with the process as `of` and the moment as `at`.

    `found` joins and narrows; `of` is the process that a row belongs to, `at` when it became public, which is known of every row.
    """
    place = func.row_number().over(partition_by=of, order_by=(at.desc(), key.desc()))
    ranked = (
        found.where(of.in_(processes))
        .with_only_columns(
            key.label("key"), of.label("of"), at.label("at"), place.label("place"),
            maintain_column_froms=True,
        )
        .subquery()
    )  # fmt: skip
    return select(ranked).where(ranked.c.place <= most).subquery()
