"""The session cookie: Flask's own, with its keys derived once instead of with every request."""

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class Signer(TimestampSigner):
    """Signs as its parent does."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the parent's key, which depends on the secret and the salt only."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        return _key(secret, self.salt, self.digest_method)


@lru_cache(maxsize=16)
def _key(secret: str | bytes, salt: bytes, digest: Any) -> bytes:
    plain = TimestampSigner(secret, salt=salt, key_derivation="hmac", digest_method=digest)
    return plain.derive_key()


class Sessions(SecureCookieSessionInterface):
    """Opens and closes sessions as its parent does, to the byte."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs with the application's keys."""
        if not app.secret_key:
            return None
        older = app.config.get("SECRET_KEY_FALLBACKS") or ()
        return self._serializer((*older, app.secret_key))

    @lru_cache(maxsize=16)  # noqa: B019 - one per application, which lives as long as the program
    def _serializer(self, keys: tuple[str | bytes, ...]) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            list(keys),  # type: ignore[arg-type]
            salt=self.salt,
            serializer=self.serializer,
            signer=Signer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )
