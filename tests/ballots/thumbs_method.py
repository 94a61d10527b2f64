"""A tiny method that counts thumbs, and a way to have it among the methods for a while."""

from contextlib import contextmanager
from dataclasses import replace

from ballots.made_up.thumbs import Thumbs

from smd_workshop.library import ballots, methods
from smd_workshop.library.methods import METHODS

ballots.register("ballots.made_up")


def compute(profile, settings):
    """How many thumbs are up, per option."""
    ups = dict.fromkeys(profile.options, 0)
    for cell in profile.cells:
        for code, thumb in cell.answer.items():
            ups[code] += cell.count * (thumb == "up")
    return {"options": {code: {"up": many} for code, many in ups.items()}}


# What a method has besides is like another's, for it is not the matter here.
METHOD = replace(
    METHODS["rating"], id="thumbs", name="Thumbs", summary="Up or down.", ballot=Thumbs(),
    compute=compute, charts=lambda result, labels: (), settings=(), fixes={},
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
