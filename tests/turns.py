"""In which order workers take the tests, so that none is left alone with a long one at the end."""

from xdist.scheduler import LoadScopeScheduling

#: The files that take longest, in seconds of one core; what is not here takes a few.
SECONDS = {
    "tests/browser/test_pages.py": 200,
    "tests/browser/test_story.py": 100,
}


def group(nodeid):
    """Return what one worker does as a whole: the tests of one file on one database."""
    file, _, test = nodeid.partition("::")
    return f"{file} postgresql" if "postgresql" in test.partition("[")[2] else file


def longest_first(items):
    """Put the tests of the longest files first."""
    items.sort(key=lambda item: -SECONDS.get(group(item.nodeid), 0))


class Turns(LoadScopeScheduling):
    """Hands out groups in the order in which they were collected."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid):
        return group(nodeid)
