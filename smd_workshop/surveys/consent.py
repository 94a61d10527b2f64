"""Which words people agreed to: one digest of all that the first page promises of a wave.

The house's own sentences may promise something else after the program was brought up to date. A wave that is open then
keeps the versions that it showed, in their order, and a confidential answer the one that its person read; of an anonymous
wave the versions stand with the wave alone, for beside answers they would part those of before from those of after.
"""

import hashlib
import re
from datetime import date
from typing import Final

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import db, identity
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey.instrument.words.surroundings import promised_in
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments

#: Of the house's own sentences about how answers are kept; another number whenever they promise something else.
STATEMENT: Final = 4
#: So many signs of a version are shown.
SHOWN: Final = 12
_YEAR: Final = re.compile(r"\b20[0-9]{2}\b")
#: By database, wave and number of the house's sentences: all else is fixed while a wave is open.
_shown: Bounded[tuple[object, int, int], str] = Bounded("versions of what people agree to", 256)


class Reworded(Refusal):
    """The first page promises something else than it did when its reader opened it."""

    message = N_(
        "What this page promises is said in other words now. Please read it before you begin."
    )


def version(wave: Wave, keep_until: date | None) -> str:
    """Return the version of what the first page of a wave has people agree to: a SHA-256 in hex.

    Of the canonical JSON of its mode, the words of staff, the last day on which names are kept, the number of the
    house's own sentences, and, where the writers of the questionnaire said these in other languages, of what they said in
    each: whoever has these words can compute it again.
    """
    said: dict[str, object] = {
        "statement": STATEMENT, "mode": wave.mode, "consent": wave.consent,
        "keep_until": keep_until.isoformat() if keep_until else None,
    }  # fmt: skip
    if words := promised_in(instruments.read(wave.instrument)):
        said["words"] = words
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def shown(wave: Wave) -> str:
    """Return the version that the first page of an open wave shows now; of one wave it is computed once."""
    key = identity(db.engine), wave.id, STATEMENT
    return _shown.get(key) or _shown.put(key, version(wave, wave.keep_until))


def check(wave: Wave, read: str) -> str:
    """Return the version that is shown now; raises Reworded where somebody `read` another ('': nothing says which)."""
    now = shown(wave)
    if read and read != now:
        raise Reworded
    return now


def other_years(wave: Wave) -> list[str]:
    """Return the years that the words of staff name and that are not the year of the wave: as when they were copied from the last one."""
    years = dict.fromkeys(_YEAR.findall(wave.consent))
    return [each for each in years if each != str(wave.year)]


def versions(wave: Wave) -> tuple[str, ...]:
    """Return every version that the first page of a wave had while it was open, the first one first; none where nobody wrote it down."""
    return (wave.consent_sha256, *(wave.consent_later or ())) if wave.consent_sha256 else ()


def only(wave: Wave) -> str:
    """Return the one version that a wave has had; '' where there were several, and nobody knows which somebody read."""
    found = versions(wave)
    return found[0] if len(found) == 1 else ""


def is_new(wave: Wave) -> bool:
    """Say whether the first page of an open wave shows a version that the wave does not name yet."""
    known = versions(wave)
    return bool(known) and shown(wave) != known[-1]


def note(wave: Wave) -> bool:
    """Write down the version that an open wave shows now, by one who holds it; False where it stands there already."""
    if not is_new(wave):
        return False
    wave.consent_later = [*(wave.consent_later or ()), shown(wave)]
    return True
