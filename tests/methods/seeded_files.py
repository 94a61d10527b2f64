"""Files of rounds that nobody held, drawn from a seed: the same seed gives the same file on every machine."""

import random
from string import ascii_uppercase

from smd_workshop.library.ballots import Question
from smd_workshop.library.ballots.matrix import pairs_of
from smd_workshop.library.method import counting


def seeded(method, seed, version=None):
    """An smd-tally/1 file for a method: one to six sectors, ties, empty sectors, settings now and then.

    Each version has its own settings, so its own files; one that is not named is the newest.
    """
    chance = random.Random(f"{method.id}/{seed}")
    sectors = [f"s{n}" for n in range(1, 2 + chance.randrange(6))]
    options = [] if method.single_question else _options(chance)
    settings = _settings(counting(method, version), options, chance)
    asked = settings.get("sides") or settings.get("groups", {"": options})
    draw = DRAWN.get(type(method.ballot).__name__, _as_its_kind_draws)
    ballots = [
        {"sector": chance.choice(sectors), "count": 1 + chance.randrange(3), "answer": answer}
        for answer in (draw(method, options, asked, chance) for _ in range(chance.randrange(30)))
    ]
    return {
        "format": "smd-tally/1",
        "method": method.id,
        **({} if version is None else {"version": version}),
        "settings": settings,
        "sectors": [{"code": code, "eligible": 100 + chance.randrange(9)} for code in sectors],
        "options": options,
        "ballots": ballots,
    }


def _options(chance):
    codes = [f"{letter}{n}" for letter in ascii_uppercase[:4] for n in (1, 2)]
    return codes[: 1 + chance.randrange(len(codes))]


MONEY = {
    "costs": lambda options, chance: {code: chance.choice([5, 12.5, 20, 33]) for code in options},
    "amount": lambda _options, chance: chance.choice([30, 50.5, "200/3", 90]),
}


def _settings(counted, options, chance):
    settings = {}
    for setting in counted.settings:
        if setting.kind in {"groups", "sides", *MONEY}:
            settings |= _of_options(setting, options, chance)
        elif setting.key == "resamples":
            settings[setting.key] = 100 + chance.randrange(50)
        elif setting.required:
            settings[setting.key] = 1 + chance.randrange(len(options))
        elif setting.kind == "share" and chance.random() < 0.2:
            settings[setting.key] = chance.choice(["1/2", "2/3", 0.6, 0.25])
        elif setting.kind == "choice" and chance.random() < 0.3:
            settings[setting.key] = chance.choice(setting.choices)
        elif setting.key == "seed" and chance.random() < 0.5:
            settings[setting.key] = chance.randrange(1000)
    return settings


def _of_options(setting, options, chance):
    """By the letter of the options: each a group, or one of the four sides; groups need not be said."""
    if setting.kind in MONEY:
        return {setting.key: MONEY[setting.kind](options, chance)}
    letters = list(dict.fromkeys(code[0] for code in options))
    if setting.kind == "groups" and chance.random() >= 0.5:
        return {}
    names = letters
    if setting.kind == "sides":
        letters, names = list("ABCD"), chance.sample("FDOA", 4)
    return {
        setting.key: {
            name: [code for code in options if code[0] == letter]
            for letter, name in zip(letters, names, strict=True)
        }
    }


def drawn(method, options, chance, groups=None):
    """An answer by chance to a method of any kind of ballot, as its kind draws it."""
    kind = method.ballot
    if kind.single:
        return kind.draw(Question(kind, ("",)), chance)[""]
    return kind.draw(Question(kind, tuple(options), groups or {}), chance)


def _as_its_kind_draws(method, options, groups, chance):
    return drawn(method, options, chance, {} if "" in groups else groups)


def _rating(method, options, _groups, chance):
    kind = method.ballot
    leaning = chance.randint(kind.low, kind.high)
    answer = {}
    for code in options:
        mark = min(kind.high, max(kind.low, leaning + chance.randint(-2, 2)))
        drawn = chance.random()
        if drawn > 0.1:
            answer[code] = "ns" if drawn < 0.2 else mark
    return answer


def _points(_method, _options, groups, chance):
    answer = {}
    inside = [list(members) for members in groups.values()]
    if len(groups) > 1:
        inside.append([f"@{name}" for name in groups])
    for members in inside:
        if chance.random() < 0.9:
            answer |= dict(zip(members, _shared_out(len(members), chance), strict=True))
    return answer


def _shared_out(many, chance):
    cuts = sorted(chance.randrange(201) / 2 for _ in range(many - 1))
    return [high - low for low, high in zip([0.0, *cuts], [*cuts, 100.0], strict=True)]


def _approval(_method, options, _groups, chance):
    return [code for code in options if chance.random() < 0.4]


def _choice(method, _options, _groups, chance):
    return chance.choice(method.ballot.answers)


def _number(_method, options, _groups, chance):
    return {
        code: chance.choice([chance.randint(-20, 900), chance.randrange(400) / 4])
        for code in options
        if chance.random() < 0.8
    }


def _matrix(method, _options, sides, chance):
    return {
        pair: chance.randint(0, method.ballot.high)
        for pair in pairs_of(sides)
        if chance.random() < 0.8
    }


def _grades(_method, options, _groups, chance):
    leaning = chance.uniform(0, 5)
    return {
        code: min(5, max(0, round(leaning + chance.uniform(-2, 2))))
        for code in options
        if chance.random() < 0.85
    }


def _ranking(_method, options, _groups, chance):
    places = {code: chance.randrange(len(options) + 2) for code in options}
    tied = ([code for code in options if places[code] == at] for at in range(1, len(options) + 2))
    return [each for each in tied if each]


#: Kind of ballot → how an answer is drawn, where its own way would draw too few ties.
DRAWN = {
    "Rating": _rating, "Points": _points, "Approval": _approval, "Choice": _choice, "Number": _number,
    "Matrix": _matrix,
    "Grades": _grades,
    "Ranking": _ranking,
}  # fmt: skip
