"""Notes that may say the same, for the facilitator to look at. It merges nothing by itself.

Words are compared without case, accents, stop words and plural endings, with token_set_ratio of
rapidfuzz, in which «agua limpia para todos» and «que todos tengan agua limpia» are alike. For
very short notes one shared word would already give 100, so they are compared whole.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import items as catalogue
from smd_workshop.database import db
from smd_workshop.library.words import words
from smd_workshop.models import Item, KeptApart, Process
from smd_workshop.processes import journal

#: Alike enough to be shown, of 100, inside one group: the 26 factors of Moquegua, all different,
#: stay below 60 with one another; two wordings of one idea reach 65 and more.
SAME_GROUP = 65
#: Across groups the same words often mean the opposite (there is, there is no).
OTHER_GROUP = 88
#: A facilitator looks at a few pairs at a time.
MOST = 12
#: Below so many words with content, all words must be alike.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that may say the same, and how alike they are, of 100."""

    a: Item
    b: Item
    score: int


def score(left: str, right: str) -> float:
    """Return how alike two texts are, 0 to 100."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - loaded where it is used

    a, b = words(left), words(right)
    if not a or not b:
        return 0
    if min(len(set(a)), len(set(b))) < SHORT:
        return float(fuzz.token_sort_ratio(" ".join(a), " ".join(b)))
    return float(fuzz.token_set_ratio(" ".join(a), " ".join(b)))


def suggestions(process: Process, kind: str) -> list[Pair]:
    """Return the most alike pairs on the board that nobody has kept apart, best first."""
    frozen = catalogue.frozen_ids(process.id)
    found = [item for item in catalogue.active(process, kind) if item.id not in frozen]
    return _pairs(found, _kept_apart(process))[:MOST]


def _pairs(found: list[Item], apart: set[tuple[int, int]]) -> list[Pair]:
    """Compare all with all: 300 notes are 45 thousand pairs, a fraction of a second."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - loaded where it is used

    bare = [words(item.wording) for item in found]
    whole = [" ".join(w) for w in bare]
    short = [len(set(w)) < SHORT for w in bare]
    pairs = []
    for i, a in enumerate(found):
        for j in range(i + 1, len(found)):
            b = found[j]
            least = SAME_GROUP if a.group_code == b.group_code else OTHER_GROUP
            ratio = fuzz.token_sort_ratio if short[i] or short[j] else fuzz.token_set_ratio
            alike = ratio(whole[i], whole[j], score_cutoff=least)
            if alike and (min(a.id, b.id), max(a.id, b.id)) not in apart:
                pairs.append(Pair(a, b, round(alike)))
    return sorted(pairs, key=lambda p: (-p.score, p.a.id, p.b.id))


def keep_apart(a: Item, b: Item, at: datetime, user_id: int | None) -> None:
    """Note that two items are not the same, so that they are not suggested again; once is enough."""
    less, more = sorted([a.id, b.id])
    if db.session.get(KeptApart, (less, more)) is not None:
        return
    db.session.add(KeptApart(item_id=less, other_id=more, user_id=user_id, at=at))
    process = db.session.get(Process, a.process_id)
    journal.record("keep apart", at, process=process, user_id=user_id, items=[less, more])


def _kept_apart(process: Process) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(KeptApart.item_id, KeptApart.other_id)
        .join(Item, KeptApart.item_id == Item.id)
        .where(Item.process_id == process.id)
    )
    return {(less, more) for less, more in rows}
