"""One-time links: an invitation sets the first password, a reset another one. Only their hashes are kept."""

from datetime import timedelta

from flask import current_app, has_request_context, request
from sqlalchemy import select, update

from accounts import audit, outbox, passwords, sessions
from accounts.errors import LinkNotUsable, PasswordsDiffer
from accounts.models import LinkPurpose, OneTimeLink, UserAccount
from accounts.sign_in import hash_of, new_token
from core.database import db
from core.dates import now
from core.wording import N_

VALID_FOR = {LinkPurpose.INVITATION: timedelta(hours=24), LinkPurpose.PASSWORD_RESET: timedelta(hours=1)}
"""How long a link may be used (OWASP ASVS 5.0, 6.4.1)."""
PATHS = {LinkPurpose.INVITATION: "/undangan/", LinkPurpose.PASSWORD_RESET: "/atur-ulang/"}
SUBJECTS = {
    LinkPurpose.INVITATION: N_("Undangan ke Etalase"),
    LinkPurpose.PASSWORD_RESET: N_("Mengatur ulang kata sandi Etalase"),
}
BODIES = {
    LinkPurpose.INVITATION: N_(
        "Halo %(name)s,\n\nAnda diundang ke Etalase. Buka tautan ini untuk membuat kata sandi; tautan berlaku 24 jam"
        " dan hanya sekali pakai.\n\n%(link)s"
    ),
    LinkPurpose.PASSWORD_RESET: N_(
        "Halo %(name)s,\n\nBuka tautan ini untuk mengatur ulang kata sandi; tautan berlaku 1 jam dan hanya sekali"
        " pakai. Abaikan pesan ini bila Anda tidak memintanya.\n\n%(link)s"
    ),
}


def address_of(path: str) -> str:
    """The full address of a path: under `PUBLIC_URL` if it is set, else the host of the request, else our own."""
    root = current_app.config["PUBLIC_URL"] or (
        request.root_url if has_request_context() else current_app.config["OWN_URL"]
    )
    return str(root).rstrip("/") + path


def issue(account: UserAccount, purpose: LinkPurpose, *, by: UserAccount | None) -> str:
    """Make a link for a person, put it into the outbox and return its address.

    A new invitation ends the one before. A new reset does not, or strangers could spoil the link somebody waits for.
    """
    token = new_token()
    instant = now()
    if purpose is LinkPurpose.INVITATION:
        _end_links(account, purpose)
    db.session.add(
        OneTimeLink(
            user_id=account.id,
            purpose=purpose,
            token_hash=hash_of(token),
            created_at=instant,
            expires_at=instant + VALID_FOR[purpose],
        )
    )
    link = address_of(PATHS[purpose] + token)
    outbox.put(purpose.value, account, subject=SUBJECTS[purpose], body=BODIES[purpose], name=account.name, link=link)
    audit.record("account:link_made", account, by=by, after={"purpose": purpose.value})
    return link


def account_of_link(token: str, purpose: LinkPurpose, *, for_update: bool = False) -> UserAccount:
    """Whom a link lets set a password. Raises `LinkNotUsable` for one unknown, used, expired or of another purpose."""
    query = (
        select(OneTimeLink, UserAccount)
        .join(UserAccount, UserAccount.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == hash_of(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
            UserAccount.is_active,
        )
    )
    if for_update:
        query = query.with_for_update(of=OneTimeLink)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise LinkNotUsable
    return row.UserAccount  # type: ignore[no-any-return]


def set_password(*, token: str, purpose: LinkPurpose, password: str, password_again: str) -> UserAccount:
    """Use a link up: set the password it allows, end every other link, session and token of the account.

    Raises `LinkNotUsable`, `PasswordsDiffer`, `PasswordTooShort`, `PasswordTooLong`, `PasswordTooCommon`.
    """
    account = account_of_link(token, purpose, for_update=True)
    if password != password_again:
        raise PasswordsDiffer(field="password_again")
    passwords.refuse_weak(password, account.role, account.name, account.email)
    account.password_hash = passwords.hashed(password)
    for every in LinkPurpose:
        _end_links(account, every)
    sessions.end_all(account)
    db.session.flush()
    audit.record("account:password_set", account, by=account, after={"purpose": purpose.value})
    return account


def _end_links(account: UserAccount, purpose: LinkPurpose) -> None:
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == account.id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
