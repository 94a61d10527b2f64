"""What the program writes is its owner's alone: names, ballots, keys."""

import contextlib
import os
import stat
from pathlib import Path

#: What the program writes into its folder.
OURS = (
    "smd.sqlite*", "queue.sqlite*", "secret_key*", "prepared", "demo_cards.txt", "security.log*",
    "documents", "documents/**/*", "uploads", "uploads/**/*", "reports", "reports/**/*",
)  # fmt: skip
NOBODY_ELSE = 0o077


def keep(folder: Path) -> None:
    """Let what is made from now on, and what is there, be read by its owner only: 0600 and 0700."""
    os.umask(NOBODY_ELSE)
    with contextlib.suppress(OSError):  # a recount writes nothing and must run anywhere
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder, *(path for pattern in OURS for path in folder.glob(pattern))]
    for path in paths:
        with contextlib.suppress(OSError):  # it is another's, or has just gone
            mode = stat.S_IMODE(path.lstat().st_mode)
            # A folder of everybody's, as /tmp is, was named by mistake: it stays everybody's.
            if mode & NOBODY_ELSE and not mode & stat.S_ISVTX and not path.is_symlink():
                path.chmod(mode & ~NOBODY_ELSE)
