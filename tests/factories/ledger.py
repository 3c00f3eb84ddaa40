"""A producer and an outlet that trade: sales through the front door, and money straight into the ledger."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import payments
from commissions.closing import close
from commissions.departures import DepartureKind, take_back
from commissions.ledger import Claim, Party
from commissions.models import Statement
from commissions.posting import Posted, post_report
from commissions.pricing import ReportLine
from commissions.verification_of_database import append_only_tables
from core.database import db, transaction
from core.dates import first_day, last_day, month_of, today
from outlets.models import Outlet, Placement
from outlets.money_routes import MoneyRoute
from outlets.sales_models import SaleLine
from outlets.states import Channel
from partnerships.models import Producer
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user

_receipts = count(1)


@dataclass
class Pair:
    """A producer whose product stands at an outlet, and the manager who reports for it."""

    producer: Producer
    outlet: Outlet
    placement: Placement
    manager: UserAccount
    owner: UserAccount
    reports: list[Posted] = field(default_factory=list)

    def sell(
        self,
        day: date,
        pieces: int = 1,
        price_rupiah: int = 15_000,
        *,
        times: int = 1,
        placement: Placement | None = None,
    ) -> Posted:
        """Report sales of one day, each on a receipt of its own, and post them."""
        item = (placement or self.placement).id
        lines = [ReportLine(row, day, item, pieces, price_rupiah, f"S{next(_receipts)}") for row in range(1, times + 1)]
        return self.report(first_day(month_of(day)), lines)

    def report(self, start: date, lines: list[ReportLine]) -> Posted:
        """Post lines of the month that begins on `start`; none is a nil report until its end or today."""
        with transaction():
            posted = post_report(
                self.outlet,
                period_start=start,
                period_end=min(last_day(month_of(start)), today()),
                lines=lines,
                nil=not lines,
                channel=Channel.API,
                by=self.manager,
            )
        self.reports.append(posted)
        return posted

    def bring_back(self, line: SaleLine, pieces: int, day: date, refunded_by: Party | None = None) -> None:
        """A customer brings pieces of a sale back."""
        with transaction():
            take_back(
                line.id,
                by=self.manager,
                reason="kemasan rusak",
                kind=DepartureKind.CUSTOMER_RETURN,
                quantity=pieces,
                returned_on=day,
                refunded_by=refunded_by,
            )

    def lines(self) -> list[SaleLine]:
        """Every line of the pair, the oldest first."""
        found = db.session.query(SaleLine).filter_by(producer_id=self.producer.id, outlet_id=self.outlet.id)
        return found.order_by(SaleLine.id).all()

    def pay(self, paid_by: Party, amount_rupiah: int, day: date, claim: Claim) -> None:
        """A payment, on the claim its payer owes; an officer speaks for the producer, the manager for the outlet."""
        officer = make_user(Role.PARTNERSHIP_OFFICER)
        is_outlet = paid_by is Party.OUTLET
        with transaction():
            payment = payments.announce(
                paid_by=paid_by,
                amount_rupiah=amount_rupiah,
                paid_on=day,
                producer_id=self.producer.id,
                outlet_id=self.outlet.id,
                by=self.manager if is_outlet else officer,
            )
            told = {"on_behalf_of": Party.PRODUCER, "source": "telepon"} if is_outlet else {}
            payments.confirm(payment.id, by=officer if is_outlet else self.manager, **told)  # type: ignore[arg-type]
        assert {part.claim for part in payment.allocations} == {claim}

    def statement(self, month: str) -> Statement:
        """The pair's statement of a month."""
        found = db.session.query(Statement).filter_by(
            producer_id=self.producer.id, outlet_id=self.outlet.id, period=month
        )
        return found.one()


def make_pair(
    money_route: MoneyRoute = MoneyRoute.OUTLET_REMITS_NET,
    *,
    rate_bp: int = 300,
    later_base_rates: dict[date, int] | None = None,
    vat_registered: bool = False,
    region_code: str = "64.71",
    producer: Producer | None = None,
    outlet: Outlet | None = None,
    payment_term_days: int = 15,
    producer_name: str = "Keripik Bu Siti",
    outlet_name: str | None = None,
) -> Pair:
    """A pair with an agreement since 1 January 2026 and one product placed."""
    owner = make_user(Role.PRODUCER)
    producer = producer or make_producer(name=producer_name, region_code=region_code, members=[owner])
    outlet = outlet or make_outlet(name=outlet_name, vat_registered=vat_registered, region_code=region_code)
    manager = make_outlet_member(outlet)
    make_agreement(
        producer,
        outlet,
        rate_bp=rate_bp,
        money_route=money_route,
        later_base_rates=later_base_rates,
        payment_term_days=payment_term_days,
    )
    placement = make_placement(make_product(producer), outlet)
    return Pair(producer, outlet, placement, manager, owner)


def as_owner(app: Flask, *statements: str) -> None:
    """Run SQL as the owner of the tables, past the application."""
    url = make_url(app.config["DATABASE_OWNER_URL"]).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), options="-c search_path=etalase") as connection:
        for statement in statements:
            connection.execute(statement)


def tamper(app: Flask, *statements: str) -> None:
    """Change stored rows behind the application's back: the owner switches the triggers off, and on again."""
    tables = append_only_tables()
    as_owner(
        app,
        *[f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        *statements,
        "SET CONSTRAINTS ALL IMMEDIATE",
        *[f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


def close_month(month: str, **how: object) -> dict[str, object]:
    """Close a month, as finance does."""
    with transaction():
        return close(month, by=make_user(Role.FINANCE), **how)  # type: ignore[arg-type]
