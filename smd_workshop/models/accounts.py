"""Staff: accounts, their roles, and which process each role is for."""

from flask_security.models.sqla import (
    FsModels,
    FsRoleMixin,
    FsUserMixin,
    FsWebAuthnMixin,
)
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base

FsModels.set_db_info(base_model=Base)  # type: ignore[no-untyped-call]

ADMINISTRATOR = "administrator"
PROCESS_ROLES = ("facilitator", "survey_manager", "planner", "observer")


class Role(Base, FsRoleMixin):
    """A role over the whole installation; only the administrator's is."""

    __tablename__ = "role"


class User(Base, FsUserMixin):
    """A member of staff."""

    __tablename__ = "user"

    #: Which code of the phone was used last, counted in steps of 30 seconds: each works once.
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    @property
    def public_name(self) -> str:
        """What the public reads of who did something: the name that was given, never a part of an address; '' for none."""
        return str(self.username or "")

    @property
    def staff_name(self) -> str:
        """What staff read of a colleague: the name, or the address that they sign in with."""
        return self.public_name or str(self.email)


class WebAuthn(Base, FsWebAuthnMixin):
    """A passkey."""

    __tablename__ = "webauthn"


class Membership(Base):
    """What a member of staff is in one process."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "process_id", "role"),
        CheckConstraint(
            "role IN ('facilitator', 'survey_manager', 'planner', 'observer')", name="role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))

    user: Mapped[User] = relationship(back_populates="memberships")
