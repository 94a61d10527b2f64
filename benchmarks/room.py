"""Room: a room of phones joins, loads the ballot, casts it and reads the answer, each at its moment.

Afterwards the round is closed, and what the result counts is compared with what the phones sent.
"""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

import load
import programs
from inside import application

#: Seats → seconds in which their phones arrive.
ROOMS = {300: 6.0, 1300: 24.0}


@dataclass
class Seen:
    """What all phones of a room saw."""

    milliseconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Phone:
    """One phone with one connection, as a browser keeps it."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._port = port
        self._seen = seen
        self._cookie = ""

    async def vote(self, place: str, code: str, form: dict[str, str]) -> None:
        """Do what a voter does."""
        self._from, self._to = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await self._ask(200, "GET", f"/e/{code}")
            await self._ask(303, "POST", "/e", {"code": code})
            await self._ask(200, "GET", place)
            await self._ask(303, "POST", place, {"key": f"{random.getrandbits(96):024x}", **form})
            await self._ask(200, "GET", place)
        finally:
            self._to.close()

    async def _ask(self, expected: int, method: str, path: str, data: dict | None = None) -> None:
        body = urlencode(data or {}).encode()
        head = [
            f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip",
            *(f"{name}: {text}" for name, text in programs.PHONE.items()),
            *([f"Cookie: {self._cookie}"] if self._cookie else []),
            *(["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
              if data is not None else []),
        ]  # fmt: skip
        started = time.perf_counter()
        self._to.write(
            "\r\n".join(head).encode() + b"\r\n\r\n" + (body if data is not None else b"")
        )
        status, headers = await self._head()
        await self._from.readexactly(int(headers.get("content-length", 0)))
        self._seen.milliseconds.append((time.perf_counter() - started) * 1000)
        if "set-cookie" in headers:
            self._cookie = headers["set-cookie"].partition(";")[0]
        if status != expected:
            self._seen.failed.append(f"{method} {path}: {status}")

    async def _head(self) -> tuple[int, dict[str, str]]:
        lines = (await self._from.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): text for name, _, text in pairs}


async def _all(port: int, room: dict, forms: list[dict[str, str]], within: float) -> Seen:
    seen, place = Seen(), f"/s/{room['workshop']}/{room['round']}"

    async def one(seat: dict, form: dict[str, str], after: float) -> None:
        await asyncio.sleep(after)
        try:
            await Phone(port, seen).vote(place, seat["code"], form)
        except (OSError, asyncio.IncompleteReadError) as error:
            seen.failed.append(repr(error))

    many = len(forms)
    await asyncio.wait_for(
        asyncio.gather(
            *(
                one(s, f, n * within / many)
                for n, (s, f) in enumerate(zip(room["seats"], forms, strict=True))
            )
        ),
        timeout=120,
    )
    return seen


def measure(vendor: str, many: int) -> dict:
    """Fill a room; return times, and what of the ballots is lost, double or changed."""
    with programs.site(vendor) as site:
        room = site.room(many)
        forms = load.ballots(room["options"], many)
        with programs.server(site) as server:
            started = time.perf_counter()
            seen = asyncio.run(_all(server.port, room, forms, ROOMS[many]))
            took = time.perf_counter() - started
        stored, counted = _count(site, room["round_id"])
    sent = Counter(_answer(form, room["options"]) for form in forms)
    times = sorted(seen.milliseconds)
    return {
        "seats": many,
        "arrive_within_s": ROOMS[many],
        "took_s": round(took, 1),
        "requests": len(times),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "slowest_ms": round(times[-1], 1),
        "failed": len(seen.failed),
        "lost": sum((sent - counted).values()),
        "double_or_changed": sum((counted - sent).values()),
        "ballots_in_database": stored,
    }


def _answer(form: dict[str, str], codes: list[str]) -> str:
    """Return what a form says as the result's file must say it."""
    given = {c: form[f"a.{c}"] for c in codes}
    return json.dumps({c: v if v == "ns" else int(v) for c, v in given.items()}, sort_keys=True)


def _count(site: programs.Site, round_id: int) -> tuple[int, Counter[str]]:
    """Close the round; return its ballots in the database, and those its result counts."""
    with application(site):
        from datetime import timedelta  # noqa: PLC0415

        from sqlalchemy import func, select  # noqa: PLC0415

        from smd_workshop.core.clock import now  # noqa: PLC0415
        from smd_workshop.database import db, transaction  # noqa: PLC0415
        from smd_workshop.models import Ballot, Result, Round  # noqa: PLC0415
        from smd_workshop.rounds import closing  # noqa: PLC0415

        with transaction():
            closing.announce_close(db.session.get_one(Round, round_id), now(), None)
        with transaction():
            closing.close(db.session.get_one(Round, round_id), now() + timedelta(minutes=5), None)
        mine = select(func.count()).select_from(Ballot).where(Ballot.round_id == round_id)
        stored = db.session.scalar(mine) or 0
        file = db.session.scalars(select(Result.tally).where(Result.round_id == round_id)).one()
        counted: Counter[str] = Counter()
        for ballot in file["ballots"]:
            counted[json.dumps(ballot["answer"], sort_keys=True)] += ballot["count"]
        return stored, counted
