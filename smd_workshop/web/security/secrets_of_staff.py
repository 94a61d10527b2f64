"""What a password must be, and that a code of a phone works once."""

import gzip
import re
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil, Totp

from smd_workshop.core.caching import bounded
from smd_workshop.core.names import folded
from smd_workshop.processes.staff import accounts

#: Ten thousand common passwords and those of twelve characters and more among thirty thousand, from
#: zxcvbn (MIT, https://github.com/dropbox/zxcvbn), and some of Peru.
COMMON = Path(__file__).resolve().parents[2] / "data" / "common_passwords.txt.gz"
#: What people put for letters.
SPELT = str.maketrans("013457@$!", "oieastasi")
#: Parts of an own name that are shorter are in every second word.
SHORTEST_NAME = 4


@bounded("common passwords", 1)
def common() -> frozenset[str]:
    """Return the passwords that are tried first."""
    words = gzip.decompress(COMMON.read_bytes()).decode().split("\n")
    return frozenset(folded(word) for word in words) - {""}


def weakness(password: str, email: str) -> str | None:
    """Say in the reader's language why a password would soon be guessed; None if it would not.

    Shorter ones than SECURITY_PASSWORD_LENGTH_MIN are refused before.
    """
    plain = folded(password)
    name = folded(email.partition("@")[0])
    parts = {name, *re.split(r"[^a-z]+", name)}
    if any(len(part) >= SHORTEST_NAME and part in plain for part in parts):
        return str(_("This password holds your own name. Choose another."))
    if _is_common(plain):
        return str(
            _("This password is one of those that are tried first. Put several words together.")
        )
    return None


def _is_common(plain: str) -> bool:
    """Say whether a password is a common one, perhaps with figures around it, or repeats one short part."""
    known = common()
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    spelt = re.sub(r"[^a-z]+", "", plain.translate(SPELT))
    if core == "" or {plain, core, spelt} & known:
        return True
    repeated = re.fullmatch(r"(.{1,6}?)\1+.{0,5}", plain)
    return repeated is not None or len(set(plain)) < 5


class Passwords(PasswordUtil):
    """Flask-Security's rule of length, and ours."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[Any, str]:  # noqa: FBT001 - theirs
        """Return what is wrong with a password, and the password as it is kept."""
        wrong, kept = super().validate(password, is_register, **kwargs)
        if not wrong:
            user = kwargs.get("user")
            reason = weakness(kept, str(getattr(user, "email", "")))
            wrong = [reason] if reason else None
        return wrong, kept


class CodesOnce(Totp):
    """Codes of a phone: whoever looked over a shoulder comes too late with the same one."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return which code of the account was used last; held until it is decided."""
        return accounts.last_code(user.id)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Remember which code was used."""
        user.totp_counter = tmatch.counter
