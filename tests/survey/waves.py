"""Documents of surveys to begin with."""

import json

#: The document of the format's description, as it stands there.
EXAMPLE = {
    "format": "smd-survey/1",
    "population": 13,
    "scale": {"min": 1, "max": 5, "top": [5], "satisfied": [4, 5]},
    "dimensions": [{"code": "fiabilidad", "items": ["p1", "p2"]}],
    "overall": "p36",
    "recommend": None,
    "importance": {"p1": "i1"},
    "responses": [{"p1": 5, "p2": "na", "p3": None}],
    "settings": {"seed": 20230901, "resamples": 2000},
}


def changed(**parts):
    """The example with some parts replaced; None as a part stays None."""
    return json.loads(json.dumps(EXAMPLE | parts))


def without(*keys):
    """The example with some parts left out."""
    return {key: value for key, value in changed().items() if key not in keys}


def of_rows(rows, **parts):
    """One dimension `d` of items a, b, c, …, answered by these rows on a scale that holds them."""
    items = [chr(ord("a") + place) for place in range(len(rows[0]))]
    return {
        "format": "smd-survey/1",
        "scale": {"min": 1, "max": 5},
        "dimensions": [{"code": "d", "items": items}],
        "responses": [dict(zip(items, row, strict=True)) for row in rows],
    } | parts
