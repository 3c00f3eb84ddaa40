"""Who makes what on which day: handing out what buyers were promised, taking back, and why each share is as it is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from core.languages import speak
from core.wording import N_
from outlets import campaigns, outlets
from outlets.allocation import SHARE_SENTENCES, Share, ShareReason, allocate
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember, CampaignShare
from outlets.campaign_room import as_members, given_by_day, pool_of, settle, taken_by_day
from outlets.campaign_states import DeliveryKind, TakenBack
from outlets.taking_back import Given, taken_back

TAKEN_BACK_SENTENCES = {
    TakenBack.LEFT: N_("%(pieces)s dibagi lagi kepada yang lain karena Anda berhenti ikut."),
    TakenBack.SHORT: N_("%(pieces)s yang tidak diserahkan hari itu dibagi lagi."),
    TakenBack.LESS_OFFERED: N_("%(pieces)s dibagi lagi karena kemampuan Anda hari itu berkurang."),
    TakenBack.DAY_OFF: N_("%(pieces)s dibagi lagi karena hari itu diliburkan untuk semua."),
    TakenBack.NOT_NEEDED: N_(
        "%(pieces)s tidak jadi dibutuhkan karena pesanan berkurang; diambil dari yang jumlah seluruhnya terbanyak."
    ),
}
"""What a piece of work that was taken back says to its producer."""


def visible_to(user: UserAccount) -> Select[tuple[CampaignShare]]:
    """The shares a person may see: those of the campaigns they see; a producer its own alone."""
    seen = campaigns.visible_to(user).with_only_columns(Campaign.id)
    rows = select(CampaignShare).where(CampaignShare.campaign_id.in_(seen))
    if user.role is Role.PRODUCER:
        rows = rows.where(CampaignShare.producer_id.in_(outlets.own_producers(user)))
    return rows


def share_out(campaign_id: int, *, by: UserAccount) -> Campaign:
    """Hand out what is promised and not yet given, day by day; what is given stays where it is.

    Work that is no longer needed is taken back. Asked again it changes nothing. Raises `UnknownCampaign`,
    `CampaignCancelled`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    share_out_locked(campaign, by=by)
    return campaign


def share_out_locked(campaign: Campaign, *, by: UserAccount | None) -> None:
    """The same for whoever holds the lock on the campaign."""
    settle(campaign, by=by)
    needed = taken_by_day(campaign)
    given = given_by_day(campaign)
    pool = pool_of(campaign)
    members = {member.producer_id: member for member in pool}
    first = campaigns.first_free_day(campaign)
    handed_out = withdrawn = 0
    for day in sorted({*needed, *(day for _producer_id, day in given)}):
        if day < first:
            continue
        missing = needed.get(day, 0) - sum(size for (_one, on), size in given.items() if on == day)
        if missing < 0:
            withdrawn -= missing
            for producer_id, size in _surplus(campaign, -missing, day, given).items():
                take_back(members[producer_id], day, size, TakenBack.NOT_NEEDED, by=by)
                given[producer_id, day] -= size
        elif missing:
            found = allocate(missing, [day], as_members(pool, given), lot=campaign.minimum_lot, given=given)
            for share in found.shares:
                _give(members[share.producer_id], share, by=by)
                given[share.producer_id, day] = given.get((share.producer_id, day), 0) + share.pieces
                handed_out += share.pieces
    campaign.allocated_at = now()
    db.session.flush()
    if handed_out or withdrawn:
        record("campaign:allocated", campaign, by=by, after={"handed_out": handed_out, "withdrawn": withdrawn})


def share_anew(campaign: Campaign, *, by: UserAccount) -> None:
    """Bring promises and shares in line with the pool as it is now; nothing is handed out before the first time."""
    if campaign.allocated_at is None:
        settle(campaign, by=by)
    else:
        share_out_locked(campaign, by=by)


def _surplus(campaign: Campaign, pieces: int, day: date, given: dict[tuple[int, date], int]) -> dict[int, int]:
    """Who gives back what of a day's work that buyers no longer need."""
    sums: Counter[int] = Counter()
    for (producer_id, _on), size in given.items():
        sums[producer_id] += size
    joined = {member.producer_id: member.joined for member in pool_of(campaign)}
    rows = [
        Given(producer_id, size, joined[producer_id], sums[producer_id])
        for (producer_id, on), size in given.items()
        if on == day and size and producer_id in joined
    ]
    return dict(taken_back(min(pieces, sum(row.pieces for row in rows)), rows))


def _give(member: CampaignMember, share: Share, *, by: UserAccount | None) -> None:
    _note(member, share.day, share.pieces, share.reason.value, dict(share.figures), by=by)


def take_back(member: CampaignMember, day: date, pieces: int, reason: TakenBack, *, by: UserAccount | None) -> None:
    """Take work of a day from a member, for a reason it will read."""
    _note(member, day, -pieces, reason.value, {"pieces": pieces}, by=by)


def _note(
    member: CampaignMember, day: date, pieces: int, reason: str, figures: dict[str, int], *, by: UserAccount | None
) -> None:
    db.session.add(
        CampaignShare(
            campaign_id=member.campaign_id,
            member_id=member.id,
            producer_id=member.producer_id,
            day=day,
            pieces=pieces,
            reason=reason,
            figures=figures,
            made_at=now(),
            made_by_id=by.id if by else None,
        )
    )


def accepted_by_day(member: CampaignMember) -> dict[date, int]:
    """The pieces of a member the outlet accepted on each day, corrections taken off.

    Accepted means accepted: a piece a buyer brings back later was made in time, and does not lower its day.
    """
    rows = (
        select(CampaignDelivery.delivered_on, func.sum(CampaignDelivery.accepted))
        .where(
            CampaignDelivery.campaign_id == member.campaign_id,
            CampaignDelivery.producer_id == member.producer_id,
            CampaignDelivery.kind != DeliveryKind.BROUGHT_BACK,
        )
        .group_by(CampaignDelivery.delivered_on)
    )
    return {day: int(pieces) for day, pieces in db.session.execute(rows)}


def take_back_undelivered(member: CampaignMember, days: Iterable[date], reason: TakenBack, *, by: UserAccount) -> int:
    """Take back what a member was given for some days and did not deliver on them; how many pieces that were.

    Whoever calls holds the lock on the campaign, and shares out anew afterwards (`share_out_locked`).
    """
    accepted = accepted_by_day(member)
    wanted = set(days)
    sizes = {
        day: pieces - max(0, accepted.get(day, 0))
        for (producer_id, day), pieces in given_by_day(member.campaign).items()
        if producer_id == member.producer_id and day in wanted
    }
    for day, missing in sorted(sizes.items()):
        if missing > 0:
            take_back(member, day, missing, reason, by=by)
    return sum(missing for missing in sizes.values() if missing > 0)


def why(shares: Sequence[CampaignShare]) -> str:
    """Why a producer makes on one day what it makes, in the reader's language: a sentence for each share, in turn."""
    return " ".join(
        speak(TAKEN_BACK_SENTENCES[TakenBack(share.reason)], **share.figures)
        if share.pieces < 0
        else speak(SHARE_SENTENCES[ShareReason(share.reason)], **share.figures)
        for share in shares
    )
