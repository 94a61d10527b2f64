"""What the demonstration is told with: what the note says, a clock, chance with a seed, cards, who signs."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from smd_workshop.people import credentials

DATA = Path(__file__).resolve().parent.parent / "data" / "moquegua.json"
SEED = 2022
#: Eight in the morning of the meeting's day, in Lima.
MORNING = datetime(2022, 10, 14, 13, 0, tzinfo=UTC)


@cache
def source() -> dict[str, Any]:
    """Return what the note says, and what we add to it, as one document."""
    document: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return document


@dataclass
class Story:
    """What the demonstration is built with: a clock, chance with a seed, cards, who signs."""

    secret: str
    user_id: int | None
    at: datetime = MORNING
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    cards: list[credentials.Card] = field(default_factory=list)

    def later(self, minutes: float) -> datetime:
        """Let minutes pass; return the new moment."""
        self.at += timedelta(minutes=minutes)
        return self.at
