"""How much waits for a person about agreements and placements; their first page says it."""

from sqlalchemy import func

from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from core.database import db
from outlets import agreements, placements
from outlets.models import Agreement, Placement
from outlets.states import AgreementStatus, PlacementStatus


def agreements_to_accept(user: UserAccount) -> int:
    """Agreements that wait for the side this person stands on; none for staff, who only stand in."""
    if user.is_staff or not user.may(Permission.AGREEMENT_ACCEPT):
        return 0
    accepted_at = Agreement.producer_accepted_at if user.role is Role.PRODUCER else Agreement.outlet_accepted_at
    rows = agreements.visible_to(user).where(Agreement.status == AgreementStatus.PROPOSED, accepted_at.is_(None))
    return int(db.session.execute(rows.with_only_columns(func.count())).scalar_one())


def agreements_to_approve(user: UserAccount) -> int:
    """Agreements with a rate outside the band that wait for a second person, who this person may be."""
    if not user.may(Permission.AGREEMENT_APPROVE):
        return 0
    rows = agreements.visible_to(user).where(
        Agreement.status == AgreementStatus.AWAITING_APPROVAL, Agreement.proposed_by_id != user.id
    )
    return int(db.session.execute(rows.with_only_columns(func.count())).scalar_one())


def placements_to_accept(user: UserAccount) -> int:
    """Placements that wait for the outlet this person manages, or in an officer's regions."""
    if not user.may(Permission.PLACEMENT_ACCEPT):
        return 0
    rows = placements.visible_to(user).where(Placement.status == PlacementStatus.PROPOSED)
    return int(db.session.execute(rows.with_only_columns(func.count())).scalar_one())
