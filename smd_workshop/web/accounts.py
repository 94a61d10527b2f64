"""Staff accounts: Flask-Security with argon2, recovery by mail, TOTP and passkeys."""

import hashlib

from flask import Flask
from flask_mailman import Mail
from flask_security import Security, SQLAlchemyUserDatastore

from smd_workshop.database import db
from smd_workshop.models import Role, User, WebAuthn


def init_app(app: Flask) -> None:
    """Configure accounts. Everything derives from the one secret key."""
    derived = hashlib.sha256(b"accounts" + app.config["SECRET_KEY"].encode()).hexdigest()
    app.config.update(
        MAIL_BACKEND=app.config["SMD_MAIL_BACKEND"],
        MAIL_SERVER=app.config["SMD_MAIL_SERVER"],
        MAIL_PORT=app.config["SMD_MAIL_PORT"],
        MAIL_USERNAME=app.config["SMD_MAIL_USER"] or None,
        MAIL_PASSWORD=app.config["SMD_MAIL_PASSWORD"] or None,
        MAIL_DEFAULT_SENDER=app.config["SMD_MAIL_SENDER"],
        SECURITY_EMAIL_SENDER=app.config["SMD_MAIL_SENDER"],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_SALT=derived,
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_TOTP_SECRETS={"1": derived},
        SECURITY_TOTP_ISSUER="SMD",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME="SMD",
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_REGISTERABLE=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_URL_PREFIX="/account",
        SECURITY_POST_LOGIN_VIEW="/f/",
        SECURITY_POST_LOGOUT_VIEW="/",
        # Cross-site protection is by origin (see origin.py), for these forms as for all others.
        WTF_CSRF_ENABLED=False,
    )
    Mail(app)
    datastore = SQLAlchemyUserDatastore(db, User, Role, WebAuthn)
    app.extensions["smd_users"] = datastore
    Security(app, datastore)
