"""The second step of signing in: a six-digit code of an authenticator application (TOTP, RFC 6238)."""

import hmac
from base64 import b64encode
from io import BytesIO

import pyotp
import segno
from sqlalchemy import select

from accounts import audit
from accounts.errors import SecondStepRequired, WrongCode
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from core.secrets_at_rest import decrypt, encrypt

STEP_SECONDS = 30
STEPS_EITHER_SIDE = 1
"""A code is taken one step early or late, for clocks that differ."""
SECRET = "user_account|totp_secret"  # noqa: S105 - the purpose of a sealed column, not a secret
ISSUER = "Etalase"


def new_secret() -> str:
    """A fresh secret for an authenticator."""
    return pyotp.random_base32()


def spelled(secret: str) -> str:
    """A secret in groups of four, to be typed where no camera is at hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def picture(account: UserAccount, secret: str) -> str:
    """The QR code an authenticator scans, as an image address that carries the picture itself."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=5, border=4, light="#fff")
    return "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, or None. Spaces in the code do no harm."""
    typed = code.replace(" ", "").replace("\u00a0", "")
    current = int(now().timestamp()) // STEP_SECONDS
    authenticator = pyotp.TOTP(secret)
    for step in range(current - STEPS_EITHER_SIDE, current + STEPS_EITHER_SIDE + 1):
        if hmac.compare_digest(authenticator.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def switch_on(account: UserAccount, *, secret: str, code: str) -> None:
    """Keep a secret whose code the person has shown to have. Raises `WrongCode`."""
    step = step_of(secret, code)
    if step is None:
        raise WrongCode(field="code")
    account.totp_secret_encrypted = encrypt(secret, SECRET)
    account.totp_last_step = step
    db.session.flush()
    audit.record("account:second_step_on", account, by=account)


def check(account: UserAccount, *, code: str) -> None:
    """Take a code once: it and older ones are refused from then on. Raises `WrongCode`."""
    locked = db.session.execute(
        select(UserAccount)
        .where(UserAccount.id == account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    if locked.totp_secret_encrypted is None:
        raise WrongCode(field="code")
    step = step_of(decrypt(locked.totp_secret_encrypted, SECRET), code)
    if step is None or (locked.totp_last_step is not None and step <= locked.totp_last_step):
        raise WrongCode(field="code")
    locked.totp_last_step = step
    db.session.flush()


def switch_off(account: UserAccount, *, by: UserAccount, required: bool) -> None:
    """Do without the second step. Raises `SecondStepRequired`.

    `required` says whether the account must have one. Then only somebody else may undo it, for a lost phone, and the
    person sets it up anew at the next sign-in.
    """
    if required and by.id == account.id:
        raise SecondStepRequired
    account.totp_secret_encrypted = None
    account.totp_last_step = None
    db.session.flush()
    audit.record("account:second_step_off", account, by=by)
