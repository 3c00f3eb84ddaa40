"""People."""

from itertools import count

from accounts.models import UserAccount, UserRegion
from accounts.permissions import STAFF, Role
from core.database import db
from core.dates import now

_numbers = count(1)


def make_user(
    role: Role = Role.VERIFIER,
    *,
    email: str | None = None,
    name: str = "Siti Aminah",
    regions: tuple[str, ...] = (),
    password_hash: str | None = None,
    language: str = "id",
) -> UserAccount:
    """An account of a role; staff without regions work in the whole agency."""
    user = UserAccount(
        email=email or f"orang{next(_numbers)}@contoh.id",
        name=name,
        role=role,
        language=language,
        password_hash=password_hash,
        works_everywhere=role in STAFF and not regions,
        regions=[UserRegion(region_code=code) for code in regions],
        created_at=now(),
    )
    db.session.add(user)
    db.session.commit()
    return user
