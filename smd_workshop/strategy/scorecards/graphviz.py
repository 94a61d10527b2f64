"""The one door to Graphviz: a map in its language becomes the places of everything on it."""

import shutil
import subprocess

from smd_workshop.core.caching import bounded

#: Seconds after which a map is drawn as a list instead.
LONGEST = 10


@bounded("places on strategy maps", 64, 3600)
def plain(source: str) -> str:
    """Return the layout as `dot -Tplain` writes it; '' where Graphviz is missing or cannot do it."""
    program = shutil.which("dot")
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - our own words: no person's text is in the source
            [program, "-Tplain"], input=source, capture_output=True, text=True, timeout=LONGEST,
            check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
