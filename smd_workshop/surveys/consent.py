"""Which words people agreed to: one digest of all that the first page promises of a wave."""

import hashlib
from datetime import date
from typing import Final

from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey.instrument.surroundings import promised_in
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments

#: Of the house's own sentences about how answers are kept; another number whenever they promise something else.
STATEMENT: Final = 2
#: So many signs of a version are shown.
SHOWN: Final = 12


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
