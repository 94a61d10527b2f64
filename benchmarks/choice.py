"""Choice: what the count of a large approval round costs, where no two sectors have a common size."""

import random
import time
from fractions import Fraction

#: Sizes without common factors give the longest numbers: their common multiple is 10^22.
SIZES = (211, 337, 449, 541, 653, 761, 883, 1165)
OPTIONS, CHOSEN, MARKS = 60, 20, 23


def measure(parts: tuple[int, ...] = (10, 1)) -> dict:
    """Return the seconds for a part of the voters and for all, and how they grow; all ballots are different."""
    seconds = {}
    for part in parts:
        round_ = _round(part)
        seconds[str(round_.size)] = round(_count(round_), 2)
    first, last = seconds.values()
    voters = [int(many) for many in seconds]
    return {
        "seconds": seconds, "options": OPTIONS, "chosen": CHOSEN, "sectors": len(SIZES),
        "voters_grow_by": round(voters[-1] / voters[0], 1), "time_grows_by": round(last / first, 1),
    }  # fmt: skip


def _round(part: int):
    from smd_workshop.library.profile import Profile, SectorInfo  # noqa: PLC0415

    draw = random.Random(2022)
    options = [f"O{n:02}" for n in range(OPTIONS)]
    sizes = {f"s{n}": size // part for n, size in enumerate(SIZES)}
    sectors = [SectorInfo(code, size, Fraction(1)) for code, size in sizes.items()]
    ballots = [
        (code, sorted(draw.sample(options, draw.randint(1, MARKS))), 1)
        for code, size in sizes.items()
        for _ in range(size)
    ]
    return Profile.of(sectors, options, ballots)


def _count(round_) -> float:
    from smd_workshop.library.methods.approval.compute import compute  # noqa: PLC0415

    started = time.process_time()
    result = compute(round_, {"k": CHOSEN, "seed": "2022", "quorum_more_than": "1/2"})
    if len(result["winners"]) != CHOSEN:
        raise RuntimeError(f"{len(result['winners'])} of {CHOSEN} were chosen")
    return time.process_time() - started
