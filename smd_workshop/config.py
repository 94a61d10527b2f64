"""Settings: one row per setting, read from SMD_… in the environment."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from smd_workshop import production
from smd_workshop.production import NotConfigured, WeakSecret

__all__ = [
    "NotConfigured",
    "Setting",
    "WeakSecret",
    "instance_folder",
    "load",
    "secret_key",
    "secret_keys",
    "sends_mail",
]

#: What a switch in the environment may say.
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key in Flask's configuration, its default, and what it is for."""

    key: str
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """Return the environment variable that sets it."""
        if self.key == "SQLALCHEMY_DATABASE_URI":
            return "SMD_DATABASE_URL"
        return "SMD_" + self.key.removeprefix("SMD_")


SETTINGS = (
    Setting("SQLALCHEMY_DATABASE_URI", "", "postgresql://…; empty: SQLite in the instance folder"),
    Setting(
        "SECRET_KEY", "", "signs sessions and card codes; at least 32 characters in production"
    ),
    Setting("SMD_PRODUCTION", False, "refuse to start with a weak secret; cookies only over HTTPS"),
    Setting(
        "SMD_PUBLIC_URL", "", "address that cards and codes point to, e.g. https://smd.example.pe"
    ),
    Setting("SMD_PROXIES", 0, "how many reverse proxies of your own stand in front of the server"),
    Setting("SMD_POLL_SECONDS", 3, "how often live pages ask whether something changed"),
    Setting("SMD_CORRECTION_HOURS", 72, "how long attendees may propose corrections to the acta"),
    Setting(
        "SMD_DRAFT_ACTAS", True, "make a fresh draft of the acta after each close and publication"
    ),
    Setting(
        "SMD_JOIN_TRIES",
        "60 per minute",
        "wrong card codes allowed per phone, or per address of phones that nobody knows",
    ),
    Setting(
        "SMD_OPEN_LINK_STARTS",
        "300 per minute",
        "how many people may begin by one public link of a survey from one address",
    ),
    Setting(
        "SMD_LOGIN_TRIES",
        "10 per minute",
        "wrong passwords or codes allowed per account, then longer and longer waits",
    ),
    Setting(
        "SMD_ADMIN_SECOND_STEP", False, "administrators must set up a second step of signing in"
    ),
    Setting(
        "SMD_RATE_STORAGE",
        "memory://",
        "where rate limits are counted; a Redis URL with several servers",
    ),
    Setting("SMD_QUEUE_URL", "", "Redis URL for jobs; empty: SQLite in the instance folder"),
    Setting("SMD_MAIL_BACKEND", "console", "console, smtp, none or locmem"),
    Setting("SMD_MAIL_SERVER", "localhost", "SMTP server"),
    Setting("SMD_MAIL_PORT", 25, "SMTP port"),
    Setting("SMD_MAIL_USER", "", "SMTP user"),
    Setting("SMD_MAIL_PASSWORD", "", "SMTP password"),
    Setting("SMD_MAIL_SENDER", "no-reply@localhost", "From: of mails"),
    Setting(
        "SMD_MAIL_TLS",
        "none",
        "none, starttls or tls: how the way to the SMTP server is kept secret",
    ),
    Setting(
        "SMD_MAIL_PER_HOUR", 300, "letters of surveys sent in an hour; 0: as many as there are"
    ),
    Setting(
        "SMD_ACCESS_DAYS", 20, "working days in which somebody is shown what surveys keep of them"
    ),
    Setting(
        "SMD_RIGHTS_DAYS", 10, "working days in which every other request about one's data is met"
    ),
    Setting(
        "SMD_SUBSCRIBE_TRIES",
        "20 per hour",
        "how often letters about news may be asked for from one address of the network",
    ),
    Setting("SMD_INSTANCE", "", "folder for the database file, documents and queue"),
    Setting(
        "SMD_DATA_LICENCE",
        "https://creativecommons.org/licenses/by/4.0/",
        "address of the licence under which the open data may be used",
    ),
    Setting(
        "SMD_API_CALLS",
        "1200 per minute",
        "how often one address may ask for open data without a key",
    ),
    Setting("SMD_API_KEY_CALLS", "12000 per minute", "how often one key may ask for open data"),
    Setting(
        "SMD_WEBHOOK_LOOPBACK",
        False,
        "webhooks may lead to this machine, over http too: only to develop with",
    ),
    Setting("SMD_LANGUAGE", "es", "language when the reader states none that we have"),
    Setting("SMD_THREADS", 16, "requests answered at once by one server process"),
    Setting("SMD_UPLOAD_BYTES", 2_000_000, "largest file or form accepted"),
    Setting("SMD_METHODS", "", "packages with further methods, separated by commas"),
)


def instance_folder() -> str:
    """Return where the program writes: SMD_INSTANCE, or instance/ beside the code."""
    return os.environ.get("SMD_INSTANCE") or str(ROOT / "instance")


def secret_key() -> str:
    """Return the secret of the installation whose program runs."""
    return str(current_app.config["SECRET_KEY"])


def secret_keys() -> list[str]:
    """Return the secrets of this installation, the present one first, those of before after it."""
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return [secret_key(), *map(str, older)]


def sends_mail() -> bool:
    """Say whether this installation sends mail."""
    return str(current_app.config["SMD_MAIL_BACKEND"]) != "none"


def load(instance: Path, overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return Flask's configuration: defaults, then the environment, then what a caller gives."""
    config = {s.key: _from_environment(s) for s in SETTINGS}
    config.update(overrides or {})
    config["SQLALCHEMY_DATABASE_URI"] = _database_url(config["SQLALCHEMY_DATABASE_URI"], instance)
    config["SECRET_KEY"] = _secret(config, instance)
    if config["SMD_PRODUCTION"]:
        production.check(config)
    return config


def _from_environment(setting: Setting) -> Any:
    raw = os.environ.get(setting.variable)
    if raw is None:
        return setting.default
    if isinstance(setting.default, bool):
        return _yes_or_no(setting, raw.strip().lower())
    if isinstance(setting.default, int):
        return int(raw)
    return raw


def _yes_or_no(setting: Setting, word: str) -> bool:
    """Return what a switch says; a word that nobody agreed on, such as «si», must not mean no."""
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotConfigured(f"{setting.variable} must be 1 or 0. It is «{word}».")


def _database_url(url: str, instance: Path) -> str:
    """Complete a PostgreSQL address with the driver we ship; default to a file."""
    if not url:
        return f"sqlite:///{instance / 'smd.sqlite'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _secret(config: dict[str, Any], instance: Path) -> str:
    """Return the secret key; in development one is made and kept in the instance folder."""
    secret = str(config["SECRET_KEY"])
    if config["SMD_PRODUCTION"]:
        return production.strong(secret)
    return secret or _kept_secret(instance / "secret_key")


def _kept_secret(path: Path) -> str:
    if not path.exists() and not os.access(path.parent, os.W_OK):
        return secrets.token_hex(32)  # nothing can be kept here: no server can run, a recount can
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # two servers starting at once agree on one key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
