"""The seed of a round's draws: promised when the round opens and joined with its ballots, so that nobody steers it.

At opening two random numbers are drawn, a nonce and a salt, and their SHA-256 are published: whoever keeps them can
see later that neither was exchanged. At the close the nonce is shown, and

    seed = SHA-256(nonce ":" digest),  digest = SHA-256(salt ":" SHA-256(canonical JSON of the list of ballots))

Who knows the nonce cannot choose the ballots of others; who casts a ballot does not know the nonce. The salt keeps
who tries out every answer of a few hidden people from finding theirs in the digest; it is shown where the ballots are.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from smd_workshop.library.method import Method
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally
from smd_workshop.models import Result, Round


@dataclass(frozen=True, slots=True)
class Lot:
    """What anybody needs to see that a seed was not chosen; what is not shown yet, or not at all, is None."""

    nonce_sha256: str
    salt_sha256: str
    nonce: str | None = None
    ballots_sha256: str | None = None  # mixed with the salt
    salt: str | None = None
    seed: str | None = None


def draws_lots(method: Method) -> bool:
    """Say whether a method has anything to draw."""
    return any(setting.kind == "seed" for setting in method.settings)


def draw(round_: Round) -> None:
    """Draw the two numbers of a round that opens; of practice they repeat themselves, like its answers."""
    process = round_.workshop.process
    if process.simulated:
        of = f"{process.protocol.get('seed')}:{round_.workshop.code}:{round_.number}"
        round_.draw_nonce, round_.draw_salt = digest_of(f"{of}:nonce"), digest_of(f"{of}:salt")
    else:
        round_.draw_nonce, round_.draw_salt = secrets.token_hex(32), secrets.token_hex(32)


def seed_of(round_: Round, ballots: list[dict[str, Any]]) -> str:
    """Return the seed: of a round that is open still what was promised, for nobody may know more before the close."""
    if round_.state == "open":
        return digest_of(str(round_.draw_nonce))
    return digest_of(f"{round_.draw_nonce}:{mixed(round_, tally.sha256(ballots))}")


def mixed(round_: Round, digest: str) -> str:
    """Mix the salt of a round into a digest."""
    return digest_of(f"{round_.draw_salt}:{digest}")


def digest_of(text: str) -> str:
    """Hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def promised(round_: Round) -> Lot | None:
    """Return what is published of the draw when the round opens; None where nothing is drawn."""
    method = METHODS.get(str(round_.method_id))
    if round_.draw_nonce is None or method is None or not draws_lots(method):
        return None
    return Lot(digest_of(round_.draw_nonce), digest_of(str(round_.draw_salt)))


def shown(round_: Round, row: Result) -> Lot | None:
    """Return the draw of one stored result, the salt only where its ballots are shown too."""
    known = promised(round_)
    if known is None or "seed" not in row.document["settings"]:
        return None
    return Lot(
        known.nonce_sha256,
        known.salt_sha256,
        round_.draw_nonce,
        mixed(round_, tally.sha256(row.tally["ballots"])),
        None if "disclosure" in row.shown else round_.draw_salt,
        row.document["settings"]["seed"],
    )
