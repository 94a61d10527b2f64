"""The way to the mail server: with STARTTLS, too, only to one whose certificate is right."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from typing import Any

from flask_mailman.backends import smtp


class _Checked(smtplib.SMTP):
    def starttls(self, *args: Any, **kwargs: Any) -> Any:
        """Begin to speak in secret; smtplib by itself would believe any certificate."""
        kwargs["context"] = kwargs.get("context") or ssl.create_default_context()
        return super().starttls(*args, **kwargs)


class EmailBackend(smtp.EmailBackend):  # type: ignore[misc]
    """Flask-Mailman's, but for the check of the certificate and a connection that ends with a letter that failed."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return what speaks to the server."""
        return smtplib.SMTP_SSL if self.use_ssl else _Checked

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Send them; return how many were sent."""
        try:
            return int(super().send_messages(email_messages))
        except BaseException:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.close()
            raise
