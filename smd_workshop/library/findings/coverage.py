"""Of which options too few of a sector said something.

What somebody left blank is not rejected, and is never filled in: means and shares are those of who said something. Where
that is less than an agreed share of the ballots of a sector, the option is called insufficiently answered; its figure
stays, and what was decided is decided by the rules of its method.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.findings.statements import Sectors, Share, Statement, stated

#: Option → the sectors of which too few said something of it.
Short = dict[str, tuple[str, ...]]
#: So many options are named in one sentence.
_MOST = 6


def short_of(
    covered: Iterable[tuple[str, str, int]], voted: Mapping[str, int], least: Fraction
) -> Short:
    """Return what is insufficiently answered, from (option, sector, how many said something of it).

    `voted` is how many ballots each sector gave; a sector without any lacks its quorum and covers nothing.
    """
    found: dict[str, list[str]] = {}
    for code, sector, many in covered:
        ballots = voted.get(sector, 0)
        if ballots and Fraction(many, ballots) < least:
            found.setdefault(code, []).append(sector)
    return {code: tuple(sectors) for code, sectors in found.items()}


def tell(short: Short, least: Fraction) -> Iterator[Statement]:
    """Say of which options too few of which sectors said something, those of the same sectors together."""
    by_sectors: dict[tuple[str, ...], list[str]] = {}
    for code, sectors in short.items():
        by_sectors.setdefault(sectors, []).append(code)
    for sectors, codes in by_sectors.items():
        named = ", ".join(codes[:_MOST]) + (", …" if codes[_MOST:] else "")
        yield stated(
            N_(
                "Insufficient: %(options)s. Fewer than %(least)s of the ballots of %(sectors)s say something of it."
            ),
            options=named,
            least=Share(float(least)),
            sectors=Sectors(sectors),
        )
