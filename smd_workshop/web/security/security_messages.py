"""What Flask-Security says, in our readers' language: our catalogue first, then its own.

Its Spanish catalogue is called es_ES and speaks of «tú»; ours wins where it has the sentence.
"""

from importlib.resources import files

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security.babel import FsDomain

from smd_workshop.core.messages import N_

#: Its sentences and labels that our pages can show, marked for our own catalogue.
SENTENCES = (
    N_(
        "If that email address is in our system, you will receive an email describing how to reset your password."
    ),
    N_("You must sign in to view this resource."),
    N_("You must reauthenticate to access this endpoint"),
    N_("Password does not match"),
    N_("Passwords do not match"),
    N_("Recovery code invalid"),
    N_("No recovery codes generated yet"),
    N_("Instructions to reset your password have been sent to %(email)s."),
    N_("You did not reset your password within %(within)s. "),
    N_("Invalid reset password token."),
    N_("Account is disabled."),
    N_("Email not provided"),
    N_("Invalid email address"),
    N_("Invalid code"),
    N_("Password not provided"),
    N_("Password must be at least %(length)s characters"),
    N_("Invalid password"),
    N_("You successfully reset your password. Please authenticate using your new password."),
    N_("Your new password must be different than your previous password."),
    N_("You successfully changed your password."),
    N_("Please log in to access this page."),
    N_("Please reauthenticate to access this page."),
    N_("Reauthentication successful"),
    N_("Your code has been confirmed"),
    N_("You successfully changed your two-factor method."),
    N_("You currently do not have permissions to access this page"),
    N_("Marked method is not valid"),
    N_("You successfully disabled two-factor authorization."),
    N_("Setup must be completed within %(within)s. Please start over."),
    N_("Passkey operations must be completed within %(within)s. Please start over."),
    N_("Nickname for new passkey is required."),
    N_("%(name)s is already associated with a passkey."),
    N_("%(name)s not registered with current user."),
    N_("Passkey nicknames can contain only letters, numbers, and limited punctuation."),
    N_("Successfully deleted the passkey with name: %(name)s"),
    N_("Successfully added the passkey with name: %(name)s"),
    N_("Email Address"),
    N_("Password"),
    N_("New Password"),
    N_("Retype Password"),
    N_("Remember Me"),
    N_("Authentication Code"),
    N_("Recovery Code"),
    N_("Nickname"),
    N_("Identity"),
    N_("Password reset instructions"),
    N_("Your password has been reset"),
    N_("Your password has been changed"),
    N_("Two-Factor Rescue"),
    N_("Contact Administrator"),
    N_("Use previously downloaded recovery code"),
)
CATALOGUES = {"es": "es_ES"}


class SecurityDomain(FsDomain):
    """The sentences of Flask-Security."""

    def gettext(self, string: str, **variables: object) -> str:
        """Return our translation of a sentence, or theirs where we have none."""
        text = str(string)
        ours = _(text)
        if ours != text:
            return str(ours % variables if variables else ours)
        theirs = super().gettext(text, **variables)  # type: ignore[no-untyped-call]
        return str(theirs)

    def get_translations(self) -> NullTranslations:
        """Load the catalogue that belongs to the reader's language."""
        name = CATALOGUES.get(str(get_locale()).split("_", maxsplit=1)[0])
        if name is None:
            return super().get_translations()  # type: ignore[no-any-return]
        if name not in self.cache:
            folder = str(files("flask_security") / "translations")
            self.cache[name] = Translations.load(folder, [name], "flask_security")
        return self.cache[name]  # type: ignore[no-any-return]


def install(app: Flask) -> None:
    """Let Flask-Security speak through our words."""
    domain = SecurityDomain(app)  # type: ignore[no-untyped-call]
    app.extensions["security"].i18n_domain = domain
    app.jinja_env.globals["_fsdomain"] = domain.gettext
