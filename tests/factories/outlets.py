"""Chains, outlets and who works there, agreements with their rates, placements and the codes of a till."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from itertools import count

from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from core.dates import now
from outlets.models import (
    Agreement,
    AgreementRate,
    AgreementVersion,
    Chain,
    Outlet,
    OutletCode,
    OutletMember,
    Placement,
)
from outlets.money_routes import MoneyRoute
from outlets.outlet_code_files import CODE_FILES
from outlets.outlet_file_models import OutletFile
from outlets.outlet_files import OUTLET_FILES
from outlets.outlet_kinds import default_stock_policy
from outlets.states import AgreementStatus, PlacementStatus, StockPolicy
from partnerships.models import Producer, Product
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user

_numbers = count(1)

START = date(2026, 1, 1)
"""The day agreements and placements begin unless a test says otherwise."""


def make_chain(name: str | None = None) -> Chain:
    """A retail chain."""
    chain = Chain(name=name or f"Maju Jaya Swalayan {next(_numbers)}", created_at=now())
    db.session.add(chain)
    db.session.commit()
    return chain


def make_outlet(
    kind: str = "supermarket",
    *,
    name: str | None = None,
    chain: Chain | None = None,
    region_code: str = "64.71",
    vat_registered: bool = False,
    stock_policy: StockPolicy | None = None,
    time_zone: str = "Asia/Makassar",
    members: Iterable[UserAccount] = (),
) -> Outlet:
    """An outlet in Balikpapan; `members` are the managers and cashiers who work there."""
    outlet = Outlet(
        name=name or f"Maxi Swalayan {next(_numbers)}",
        kind=kind,
        chain_id=chain.id if chain else None,
        region_code=region_code,
        address="Jalan Jenderal Sudirman 8",
        first_vat_registered=vat_registered,
        stock_policy=stock_policy or default_stock_policy(kind),
        time_zone=time_zone,
        created_at=now(),
    )
    db.session.add(outlet)
    db.session.flush()
    db.session.add_all([OutletMember(user_id=member.id, outlet_id=outlet.id) for member in members])
    db.session.commit()
    return outlet


def make_outlet_member(
    outlet: Outlet, role: Role = Role.OUTLET_MANAGER, *, name: str = "Budi Santoso", email: str | None = None
) -> UserAccount:
    """An account that works at an outlet: its manager, or with `Role.CASHIER` a cashier."""
    user = make_user(role, name=name, email=email)
    db.session.add(OutletMember(user_id=user.id, outlet_id=outlet.id))
    db.session.commit()
    return user


def make_agreement(
    producer: Producer | None = None,
    outlet: Outlet | None = None,
    *,
    chain: Chain | None = None,
    rate_bp: int = 300,
    money_route: MoneyRoute = MoneyRoute.OUTLET_REMITS_NET,
    payment_term_days: int = 15,
    starts_on: date = START,
    ends_on: date | None = None,
    status: AgreementStatus = AgreementStatus.ACTIVE,
    category_rates: dict[str, int] | None = None,
    product_rates: dict[int, int] | None = None,
    later_base_rates: dict[date, int] | None = None,
) -> Agreement:
    """An agreement, active at 3 % with money remitted net unless said otherwise; or with a chain.

    `category_rates` and `product_rates` hold from its start; `later_base_rates` maps a day to the rate from it on.
    """
    producer = producer or make_producer()
    outlet = outlet or (None if chain else make_outlet())
    proposer = make_user(Role.PARTNERSHIP_OFFICER)
    is_accepted = status in {AgreementStatus.ACTIVE, AgreementStatus.SUSPENDED, AgreementStatus.ENDED}
    agreement = Agreement(
        producer_id=producer.id,
        outlet_id=None if chain else outlet.id,
        chain_id=chain.id if chain else None,
        status=status,
        starts_on=starts_on,
        ends_on=ends_on,
        proposed_by_id=proposer.id,
        proposed_at=now(),
        producer_accepted_by_id=make_user(Role.PRODUCER).id if is_accepted else None,
        producer_accepted_at=now() if is_accepted else None,
        outlet_accepted_by_id=make_user(Role.OUTLET_MANAGER).id if is_accepted else None,
        outlet_accepted_at=now() if is_accepted else None,
    )
    db.session.add(agreement)
    db.session.flush()
    db.session.add(
        AgreementVersion(
            agreement_id=agreement.id,
            number=1,
            starts_on=starts_on,
            money_route=money_route,
            payment_term_days=payment_term_days,
            created_at=now(),
            created_by_id=proposer.id,
        )
    )
    rates = [("base", None, None, rate_bp, starts_on)]
    rates += [("base", None, None, rate, day) for day, rate in (later_base_rates or {}).items()]
    rates += [(f"category:{code}", code, None, rate, starts_on) for code, rate in (category_rates or {}).items()]
    rates += [(f"product:{row}", None, row, rate, starts_on) for row, rate in (product_rates or {}).items()]
    for scope, category, product_id, rate, day in rates:
        db.session.add(
            AgreementRate(
                agreement_id=agreement.id,
                scope=scope,
                category=category,
                product_id=product_id,
                rate_bp=rate,
                starts_on=day,
                created_at=now(),
                created_by_id=proposer.id,
            )
        )
    db.session.commit()
    return agreement


def make_placement(
    product: Product | None = None,
    outlet: Outlet | None = None,
    *,
    consigned_price_rupiah: int = 12_500,
    retail_price_rupiah: int = 15_000,
    starts_on: date = START,
    ends_on: date | None = None,
    quota: int | None = None,
    status: PlacementStatus = PlacementStatus.ACTIVE,
    outlet_code: str | None = None,
    proposed_by: UserAccount | None = None,
    accepted_by: UserAccount | None = None,
) -> Placement:
    """A product on the shelf of an outlet, active unless said otherwise; it makes no agreement."""
    product = product or make_product()
    outlet = outlet or make_outlet()
    is_accepted = status is not PlacementStatus.PROPOSED
    placement = Placement(
        product_id=product.id,
        producer_id=product.producer_id,
        outlet_id=outlet.id,
        first_consigned_price_rupiah=consigned_price_rupiah,
        first_retail_price_rupiah=retail_price_rupiah,
        starts_on=starts_on,
        ends_on=ends_on,
        quota=quota,
        status=status,
        proposed_by_id=(proposed_by or make_user(Role.PARTNERSHIP_OFFICER)).id,
        proposed_at=now(),
        accepted_by_id=(accepted_by or make_user(Role.OUTLET_MANAGER)).id if is_accepted else None,
        accepted_at=now() if is_accepted else None,
    )
    db.session.add(placement)
    db.session.commit()
    if outlet_code is not None:
        make_outlet_code(placement, outlet_code)
    return placement


def make_outlet_code(placement: Placement, code: str) -> OutletCode:
    """The code by which the outlet's till knows a placement."""
    row = OutletCode(outlet_id=placement.outlet_id, code=code, placement_id=placement.id, learned_at=now())
    db.session.add(row)
    db.session.commit()
    return row


def make_outlet_file(by: UserAccount) -> OutletFile:
    """A file of one outlet that was checked and waits to be confirmed."""
    content = BytesIO(b"nama_gerai;jenis;wilayah\r\nMaxi Tiga;hotel;64.71\r\nMaxi Empat;warung;64.71\r\n")
    return committed(OUTLET_FILES.upload, file=FileStorage(content, "gerai.csv"), by=by)


def make_code_file(outlet: Outlet, by: UserAccount) -> OutletFile:
    """A file of two item codes, neither of a product that ever stood there."""
    content = BytesIO(b"kode_barang;sku\r\n0001;TIDAK-ADA\r\n0002;TIDAK-ADA\r\n")
    return committed(CODE_FILES.upload, file=FileStorage(content, "kode.csv"), outlet_id=outlet.id, by=by)
