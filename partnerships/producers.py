"""Producers: who may see them, who registers them, and where they stand with the agency."""

from sqlalchemy import Select, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from core.database import get_visible
from partnerships.errors import UnknownProducer
from partnerships.models import Producer, ProducerMember


def visible_to(user: UserAccount) -> Select[tuple[Producer]]:
    """The producers a person may see: staff those of their regions, members their own, anybody else none."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return select(Producer).where(in_regions_of(user, Producer.region_code) | Producer.id.in_(own))


def get(producer_id: int, *, by: UserAccount, for_update: bool = False) -> Producer:
    """One producer. Raises `UnknownProducer` for one that does not exist or is not this person's to see."""
    producer = get_visible(visible_to(by), Producer, producer_id, for_update=for_update)
    if producer is None:
        raise UnknownProducer
    return producer
