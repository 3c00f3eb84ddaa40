"""Accounts, the regions they work in, their sessions, tokens and links, and the record of what everybody did."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.permissions import STAFF, Permission, Role, may
from core.database import AppendOnly, Model, code_column, id_column


class LinkPurpose(StrEnum):
    """What a one-time link lets its bearer do."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a secret


class UserAccount(Model):
    """A person who signs in, in exactly one role."""

    __tablename__ = "user_account"

    id: Mapped[int] = id_column()
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(code_column(Role, "role"))
    language: Mapped[str] = mapped_column(default="id")
    password_hash: Mapped[str | None]
    totp_secret_encrypted: Mapped[bytes | None]
    totp_last_step: Mapped[int | None]
    works_everywhere: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    regions: Mapped[list["UserRegion"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __table_args__ = (Index("uq_user_account_email", text("lower(email)"), unique=True),)

    session_token: ClassVar[str | None] = None
    """The token of the browser session this request came with; never stored."""
    session_id: ClassVar[int | None] = None
    """That session's row, if the request came from a browser."""
    api_token_id: ClassVar[int | None] = None
    """The API token this request came with, if any."""
    password_given_at: ClassVar[datetime | None] = None
    """When the browser of this request last gave the password."""
    seen_at: ClassVar[datetime | None] = None
    """When that session or token was last known to be used."""

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """What the browser's cookie carries: the token of a session row, which can be revoked; never an id."""
        return self.session_token or ""

    @property
    def came_in(self) -> bool:
        """Whether this request came with a session or token of this account; its row may merely be loaded."""
        return self.session_id is not None or self.api_token_id is not None

    def may(self, permission: Permission) -> bool:
        """Whether this person's role holds a permission."""
        return may(self.role, permission)

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the agency."""
        return self.role in STAFF

    @property
    def region_codes(self) -> tuple[str, ...]:
        """The regions a member of staff works in; a province covers its regencies. Empty with `works_everywhere`."""
        return tuple(sorted(region.region_code for region in self.regions))


class UserRegion(Model):
    """One region a member of staff works in."""

    __tablename__ = "user_region"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(primary_key=True)


class UserSession(Model):
    """One browser that is signed in. Only a hash of its token is kept."""

    __tablename__ = "user_session"

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    password_given_at: Mapped[datetime | None]
    """When the password was given once more; None where it was only given to sign in."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")


class ApiToken(Model):
    """A token a program signs in with; shown once, kept as a hash."""

    __tablename__ = "api_token"

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class OneTimeLink(Model):
    """A link that invites or resets a password: used once, for a short time; only its hash is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(code_column(LinkPurpose, "purpose"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Model):
    """Failed attempts for an account name from an address; what the throttle counts. Names are kept hashed.

    A row without an address counts those for the account from anywhere, one without an account those from an address.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = id_column()
    account_hash: Mapped[str]
    address: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("account_hash", "address"),)


class OutboxMessage(Model):
    """A message that waits to be sent to somebody. Its body may carry a link, so it is kept sealed.

    It goes to an account, or to an address that belongs to none.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = id_column()
    kind: Mapped[str]
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    to_address_encrypted: Mapped[bytes | None]
    about: Mapped[str | None] = mapped_column(index=True)
    """What a message to an address is about, as `preorder:12`: by it the message goes when its reader is erased."""
    subject: Mapped[str]
    body_encrypted: Mapped[bytes]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(to_user_id, to_address_encrypted) = 1", name="one_reader"),
        CheckConstraint("(about IS NULL) = (to_address_encrypted IS NULL)", name="an_address_says_about_what"),
    )


class AuditEvent(AppendOnly, Model):
    """What somebody did to a record, written in the same transaction. It carries ids and codes, no personal data."""

    __tablename__ = "audit_event"

    id: Mapped[int] = id_column()
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_role: Mapped[str]
    on_behalf_of: Mapped[str | None]
    source: Mapped[str | None]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    before: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    reason: Mapped[str | None]

    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id", "id"),)


class StoredAnswer(Model):
    """The answer an `Idempotency-Key` got, so that a repeated request gets the same one.

    It may hold a name, a telephone number or an invitation link, so it is kept sealed.
    """

    __tablename__ = "stored_answer"

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[int]
    body_encrypted: Mapped[bytes]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "key"),)
