"""A tiny method that counts thumbs, and a way to have it among the methods for a while."""

from contextlib import contextmanager
from dataclasses import replace

from ballots.made_up.thumbs import Thumbs

from smd_workshop.library import ballots, methods
from smd_workshop.library.findings import (
    Finding,
    Grid,
    Outcome,
    Row,
    Scale,
    Section,
    counted,
    nothing_sure,
    stated,
)
from smd_workshop.library.methods import METHODS

ballots.register("ballots.made_up")


def compute(profile, settings):
    """How many thumbs are up, per option."""
    ups = dict.fromkeys(profile.options, 0)
    for cell in profile.cells:
        for code, thumb in cell.answer.items():
            ups[code] += cell.count * (thumb == "up")
    return {"options": {code: {"up": many} for code, many in ups.items()}}


SCALE = Scale(
    unit="mean", domain=(0, 100), minus=0, plus=1, far=(0, 9), apart=25, ticks=(0, 50, 100),
    legend=(stated("some"), stated("few"), stated("none")),
)  # fmt: skip


def headline(shown):
    """Yield how many were up in all."""
    ups = [row["up"] for row in shown.first["options"].values()]
    yield counted(("%(num)s thumb up.", "%(num)s thumbs up."), sum(ups))


def grid(shown):
    """Return one section of everything."""
    options = shown.first["options"].items()
    rows = tuple(Row(code, "up", row["up"]) for code, row in options)
    return Grid.of(SCALE, [Section(Outcome("up", "Thumbs", "✓", "good"), rows)], ())


# What a method has besides is like another's, for it is not the matter here.
METHOD = replace(
    METHODS["rating"], id="thumbs", name="Thumbs", summary="Up or down.", ballot=Thumbs(),
    compute=compute, finding=Finding(headline=headline, sure=nothing_sure, grid=grid),
    charts=lambda result, labels: (), settings=(), fixes={},
)  # fmt: skip


@contextmanager
def among_the_methods():
    """The method is among all for a while; its pages are those of ratings, for they are not the matter here."""
    methods._methods[METHOD.id] = METHOD
    methods._folders[METHOD.id] = methods.folder_of(METHODS["rating"])
    try:
        yield METHOD
    finally:
        del methods._methods[METHOD.id], methods._folders[METHOD.id]
