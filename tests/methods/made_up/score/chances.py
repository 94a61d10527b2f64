"""How often each score would be enough: each round that chance makes of the ballots is counted as the round itself."""

import numpy as np

from made_up.score.compute import compute
from smd_workshop.library.chances.again import again
from smd_workshop.library.chances.decided import Classes
from smd_workshop.library.chances.draws import Draws

VERDICTS = {"enough": "Enough", "too little": "Too little", "unknown": "Unknown"}
NUMBERS = {name: at for at, name in enumerate(VERDICTS)}


def verdicts(profile, settings):
    return {code: row["verdict"] for code, row in compute(profile, settings)["options"].items()}


def drawn(profile, settings, seed):
    def added(random):
        return dict.fromkeys(profile.options, int(10 * random.randint(2)))

    rounds = again(profile, Draws.of(profile, seed, 100), added)
    found = [[NUMBERS[v] for v in verdicts(each, settings).values()] for each in rounds]
    return Classes(profile.options, VERDICTS, np.array(found), verdicts(profile, settings))
