"""Whether a product may stand in an outlet: what is missing, in words that can be acted on."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select

from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from core.database import get_visible
from core.languages import speak
from outlets.models import Agreement, Outlet, Placement
from outlets.outlets import own_outlets
from partnerships import products
from partnerships.eligibility import gaps_of
from partnerships.errors import UnknownProduct
from partnerships.models import Product
from partnerships.requirement_kinds import KINDS


def products_open_to(user: UserAccount) -> Select[tuple[Product]]:
    """The products a person may ask about: members of an outlet those of producers it deals with."""
    if user.role not in OUTLET_ROLES:
        return products.visible_to(user)
    own = own_outlets(user)
    chains = select(Outlet.chain_id).where(Outlet.id.in_(own))
    agreed = select(Agreement.producer_id).where(Agreement.outlet_id.in_(own) | Agreement.chain_id.in_(chains))
    placed = select(Placement.producer_id).where(Placement.outlet_id.in_(own))
    return select(Product).where(Product.producer_id.in_(agreed) | Product.producer_id.in_(placed))


def get_product(product_id: int, *, by: UserAccount) -> Product:
    """One product to ask about. Raises `UnknownProduct`."""
    product = get_visible(products_open_to(by), Product, product_id)
    if product is None:
        raise UnknownProduct
    return product


def set_of(outlet: Outlet) -> int | None:
    """The id of the set of requirements that the chain of an outlet asks for on top of the rules; None for none."""
    return outlet.chain.requirement_set_id if outlet.chain is not None else None


def missing_at(product: Product, outlet: Outlet, on: date) -> list[dict[str, str]]:
    """What keeps a product out of one outlet on a day, by its kind and the set of its chain; empty means eligible."""
    return missing(product, outlet.kind, on, set_of(outlet))


def missing(
    product: Product, outlet_kind: str, on: date, requirement_set_id: int | None = None
) -> list[dict[str, str]]:
    """What keeps a product out of a kind of outlet on a day; empty means eligible.

    Each gap is its `kind` and `reason` as codes, and in the reader's language its `label` and `next_step`.
    """
    return missing_of([product.id], outlet_kind, on, requirement_set_id)[product.id]


def missing_of(
    product_ids: Collection[int], outlet_kind: str, on: date, requirement_set_id: int | None = None
) -> dict[int, list[dict[str, str]]]:
    """The same for many products at once, by their ids."""
    return {
        product_id: [
            {
                "kind": gap.kind,
                "label": speak(KINDS[gap.kind].name),
                "reason": gap.reason.value,
                "next_step": speak(gap.next_step, **gap.params),
            }
            for gap in found
        ]
        for product_id, found in gaps_of(product_ids, outlet_kind, on, requirement_set_id).items()
    }
