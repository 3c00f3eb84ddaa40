"""A small agency with one of everything, and people on both sides of each fence, for tests that try every door."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts.models import ApiToken, UserAccount, UserSession
from accounts.permissions import OUTLET_ROLES, STAFF, Role
from accounts.sign_in import hash_of
from commissions import sales_import
from commissions.closing import close
from commissions.models import Statement
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from core.dates import now
from core.jobs import Job, JobStatus
from outlets.calendar_models import Holiday
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import Channel
from outlets.stock_models import StockLot
from tests.factories.buybacks import make_buyback
from tests.factories.campaigns import make_campaign, make_campaign_member, make_preorder, make_shares
from tests.factories.objections import make_objection
from tests.factories.outlets import (
    make_agreement,
    make_code_file,
    make_outlet,
    make_outlet_code,
    make_outlet_file,
    make_outlet_member,
    make_placement,
)
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.factories.payment_files import make_payment_file
from tests.factories.payments import make_balance, make_credit_note, make_payment, make_statement_dispute
from tests.factories.people import make_user
from tests.factories.personal_data import make_data_export, make_data_request
from tests.factories.preorders import make_counter_rows
from tests.factories.producer_files import make_producer_file
from tests.factories.products import make_photo
from tests.factories.programmes import make_invitation, make_programme, make_session
from tests.factories.re_ratings import make_re_rating
from tests.factories.report_photos import make_report_photo
from tests.factories.rules import make_rule_ids
from tests.factories.shelves import make_shelf_exception, make_shelf_request, make_shelf_slot
from tests.factories.stock import make_consigned_goods, make_goods_return, make_stock_count
from tests.factories.watches import make_hold, make_pull_entry, make_review, make_visit

UNKNOWN_ID = 999_999_937
SOLD_ON = date(2026, 10, 5)
TODAY = date(2026, 11, 22)


@dataclass
class World:
    """Who is there, and the id each argument of an address stands for."""

    ids: dict[str, object] = field(default_factory=dict)
    own: dict[str, UserAccount] = field(default_factory=dict)
    neighbours: dict[str, UserAccount] = field(default_factory=dict)


def make_world(_app: Flask) -> World:
    """One producer in Balikpapan with a product on a supermarket's shelf, sold, closed and stated; and neighbours."""
    world = World()
    for role in sorted(STAFF):
        world.own[role.value] = make_user(role)
    producer = make_producer(region_code="64.71")
    product = make_product(producer)
    world.own["producer"] = make_producer_user(producer)
    outlet = make_outlet(region_code="64.71")
    for role in sorted(OUTLET_ROLES):
        world.own[role.value] = make_outlet_member(outlet, role)
    manager = world.own["outlet_manager"]
    agreement = make_agreement(producer, outlet)
    placement = make_placement(product, outlet)
    requirement = make_requirement(producer)
    committed(
        post_report,
        outlet,
        period_start=SOLD_ON,
        period_end=SOLD_ON,
        lines=[ReportLine(1, SOLD_ON, placement.id, 2, 15_000, "R1")],
        nil=False,
        channel=Channel.API,
        by=manager,
    )
    committed(close, "2026-10", by=world.own["finance"])
    content = BytesIO(b"No Struk;Tanggal;PLU;Qty;Harga\r\n1;01/10/2026;85123A;1;15.000\r\n")
    sales_file = committed(sales_import.upload, outlet.id, file=FileStorage(content, "kasir.csv"), by=manager)
    job = Job(
        kind="close_period",
        arguments={},
        status=JobStatus.SUCCEEDED,
        result={},
        asked_by_id=world.own["finance"].id,
        created_at=now(),
    )
    session = UserSession(
        user_id=world.own["head"].id,
        token_hash=hash_of("a session of the head"),
        created_at=now(),
        last_seen_at=now(),
        expires_at=now(),
    )
    token = ApiToken(
        user_id=world.own["head"].id, name="x", token_hash=hash_of("a token of the head"), created_at=now()
    )
    holiday = Holiday(day=date(2026, 12, 25), name="Natal", source="SKB 3 Menteri", created_at=now())
    db.session.add_all([job, session, token, holiday])
    db.session.commit()
    statement = db.session.execute(select(Statement)).scalar_one()
    sold = db.session.execute(select(SaleLine).order_by(SaleLine.id).limit(1)).scalar_one()
    consigned = make_consigned_goods(placement, world.own)
    hold = make_hold(placement, requirement)
    lot = db.session.get_one(StockLot, consigned["lot_id"])
    buyback = make_buyback(lot, world.own["finance"])
    slot = make_shelf_slot(outlet, world.own["administrator"])
    in_line = make_shelf_request(slot, producer, world.own["administrator"])
    behind = make_shelf_request(slot, make_producer(region_code="64.71"), world.own["administrator"])
    campaign = make_campaign(outlet)
    make_campaign_member(campaign, producer=producer)
    preorder = make_preorder(campaign)
    make_shares(campaign)
    counter = make_counter_rows(campaign, producer, by=manager, day=TODAY)
    meeting = make_session(make_programme(region_code="64.71"))
    world.ids = {
        "producer_id": producer.id,
        "product_id": product.id,
        **make_rule_ids(),
        "requirement_id": requirement.id,
        "outlet_id": outlet.id,
        "chain_id": UNKNOWN_ID,
        "agreement_id": agreement.id,
        "placement_id": placement.id,
        "report_photo_id": make_report_photo(db.session.execute(select(SalesReport)).scalar_one(), manager).id,
        "report_id": db.session.execute(select(SalesReport.id)).scalar_one(),
        "line_id": sold.id,
        "file_id": sales_file.id,
        "producer_file_id": make_producer_file(world.own["administrator"]).id,
        "statement_id": statement.id,
        "hold_id": hold.id,
        "entry_id": make_pull_entry(hold).id,
        "photo_id": make_photo(product).id,
        "review_id": make_review(requirement, product).id,
        "visit_id": make_visit(producer).id,
        "programme_id": meeting.programme_id,
        "programme_session_id": meeting.id,
        "invitation_id": make_invitation(meeting, producer).id,
        "request_id": make_data_request(producer).id,
        "export_id": make_data_export(producer, world.own["administrator"]).id,
        "job_id": job.id,
        "holiday_id": holiday.id,
        **consigned,
        "buyback_id": buyback.id,
        "payment_file_id": make_payment_file(statement, manager).id,
        "payment_id": make_payment(statement, manager).id,
        "adjustment_id": make_balance(statement, manager).id,
        "noun": "brought-in-balances",
        "layout": "csv",
        "note_id": make_credit_note(sold, manager).id,
        "objection_id": make_objection(outlet, placement, world.own).id,
        "statement_dispute_id": make_statement_dispute(statement, sold, manager).id,
        "re_rating_id": make_re_rating(sold, world.own["partnership_officer"]).id,
        "return_id": make_goods_return(
            db.session.get_one(StockLot, consigned["lot_id"]), world.own["outlet_manager"]
        ).id,
        "count_id": make_stock_count(lot, world.own["outlet_manager"]).id,
        "budget_id": buyback.budget_id,
        "outlet_file_id": make_outlet_file(world.own["administrator"]).id,
        "code_file_id": make_code_file(outlet, world.own["administrator"]).id,
        "slot_id": slot.id,
        "shelf_request_id": in_line.id,
        "shelf_turn_id": make_shelf_exception(behind, world.own["administrator"]).id,
        "campaign_id": campaign.id,
        **counter,
        "order_id": preorder.id,
        "order_code": preorder.code,
        "code_id": make_outlet_code(placement, "PLU-1").id,
        "means": "whatsapp",
        "user_id": world.own["head"].id,
        "session_id": session.id,
        "token_id": token.id,
        "month": "2026-10",
        "period": "2026-10",
        "code": statement.verification_code,
        "token": "no-such-token",
        "filename": "etalase.css",
        "side": "producer",
        "kind": "nib",
        "step": "pemilik",
        "status": "withdrawn",
        "setting_name": "near_expiry_days",
        "tax_name": "ppn",
    }
    _add_neighbours(world)
    return world


def _add_neighbours(world: World) -> None:
    """A producer, an outlet and staff of other regions who have nothing to do with the rest."""
    other = make_producer(region_code="62.71")
    world.neighbours["producer"] = make_producer_user(other)
    elsewhere = make_outlet(region_code="62.71")
    for role in sorted(OUTLET_ROLES):
        world.neighbours[role.value] = make_outlet_member(elsewhere, role)
    for role in sorted(STAFF - {Role.ADMINISTRATOR}):
        world.neighbours[role.value] = make_user(role, regions=("18.72",))
