"""Material a producer of a campaign lacks (elastic, cloth): it notes it; the agency adds it up and settles it."""

from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import now
from outlets import campaign_pool, campaigns, outlets
from outlets.campaign_errors import UnknownShortage
from outlets.campaign_models import Campaign, CampaignMember, MaterialShortage
from partnerships.models import Producer


def visible_to(user: UserAccount) -> Select[tuple[MaterialShortage]]:
    """The shortages a person may see: those of the campaigns they see; a producer its own alone."""
    seen = campaigns.visible_to(user).with_only_columns(Campaign.id).order_by(None)
    rows = select(MaterialShortage).where(MaterialShortage.campaign_id.in_(seen))
    if user.role is Role.PRODUCER:
        rows = rows.where(MaterialShortage.producer_id.in_(outlets.own_producers(user)))
    return rows


def note(
    campaign_id: int, *, producer_id: int, material: str, quantity: int, unit: str, by: UserAccount, remark: str = ""
) -> MaterialShortage:
    """Say that a producer of the pool lacks material. Raises `UnknownCampaign`, `NotInPool`, `CampaignCancelled`."""
    campaign = campaigns.get(campaign_id, by=by)
    campaigns.refuse_cancelled(campaign)
    member = campaign_pool.get(campaign_id, producer_id, by=by)
    row = MaterialShortage(
        campaign_id=campaign.id,
        member_id=member.id,
        producer_id=producer_id,
        material=material,
        quantity=quantity,
        unit=unit,
        note=remark,
        told_at=now(),
        told_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    on_behalf = "producer" if by.is_staff else None
    record("material_shortage:noted", row, by=by, after={"quantity": quantity}, on_behalf_of=on_behalf)
    return row


def settle(shortage_id: int, *, remark: str, by: UserAccount) -> MaterialShortage:
    """Say that the material arrived, or is not needed any more; settled once. Raises `UnknownShortage`."""
    row = get_visible(visible_to(by), MaterialShortage, shortage_id, for_update=True)
    if row is None:
        raise UnknownShortage
    if row.settled_at is None:
        row.settled_at, row.settled_by_id, row.settled_note = now(), by.id, remark
        db.session.flush()
        record("material_shortage:settled", row, by=by, reason=remark or None)
    return row


def open_rows(campaign: Campaign, user: UserAccount) -> list[Any]:
    """What is lacking and not settled, with the producer's name, the oldest first."""
    rows = (
        visible_to(user)
        .where(MaterialShortage.campaign_id == campaign.id, MaterialShortage.settled_at.is_(None))
        .join(Producer, Producer.id == MaterialShortage.producer_id)
        .with_only_columns(MaterialShortage, Producer.name.label("producer_name"))
        .order_by(MaterialShortage.id)
    )
    return list(db.session.execute(rows))


def by_material(campaign: Campaign, user: UserAccount) -> list[Any]:
    """What is lacking and not settled, added up by material and unit however they are capitalised; the most first."""
    material, unit = func.lower(MaterialShortage.material), func.lower(MaterialShortage.unit)
    quantity = cast(func.sum(MaterialShortage.quantity), BigInteger)
    rows = (
        visible_to(user)
        .where(MaterialShortage.campaign_id == campaign.id, MaterialShortage.settled_at.is_(None))
        .with_only_columns(
            material.label("material"),
            unit.label("unit"),
            quantity.label("quantity"),
            func.count(MaterialShortage.producer_id.distinct()).label("producers"),
        )
        .group_by(material, unit)
        .order_by(quantity.desc(), material, unit)
    )
    return list(db.session.execute(rows))


def own_members(campaign: Campaign, user: UserAccount) -> list[CampaignMember]:
    """The producers of the pool a person may speak for, as they stand in it today."""
    rows = campaign_pool.visible_to(user).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.left_on.is_(None)
    )
    return list(db.session.execute(rows.order_by(CampaignMember.joined)).scalars())
