"""How many things wait for a person, by the address where they are dealt with: one query for all of them.

Each count starts from the rows the person may see, and leaves out what somebody else must do: nobody decides about
what they typed themselves, and a side that has accepted waits for the other.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import g
from jinja2.utils import LRUCache
from sqlalchemy import Select, exists, func, or_, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Permission, Role
from commissions import (
    adjustments,
    buybacks,
    count_lists,
    disputes,
    issued_statements,
    objections,
    payments,
    re_ratings,
    sales_import,
    verification_runs,
)
from commissions.adjustment_models import Adjustment
from commissions.buyback_models import Buyback
from commissions.buyback_states import BuybackStatus
from commissions.dispute_models import StatementDispute
from commissions.issued_statements import ACKNOWLEDGED_BY, OWN_SIDE
from commissions.models import Statement, StatementEvent
from commissions.settlement_models import Payment
from commissions.settlement_states import AdjustmentStatus, PaymentStatus
from core.database import db
from core.dates import now, today
from outlets import (
    agreements,
    deliveries,
    goods_returns,
    held_lines,
    placements,
    pull_list,
    report_calendars,
    shelf_turns,
)
from outlets.calendar_models import OutletContact, ReportReminder
from outlets.models import Agreement, AgreementAmendment, Outlet, Placement
from outlets.outlets import own_outlets
from outlets.re_rating_models import ReRating
from outlets.re_rating_states import ReRatingStatus
from outlets.reporting_reminders import Step
from outlets.return_models import GoodsReturn
from outlets.return_states import ReturnStatus
from outlets.sales_models import SalesFile, SalesReport
from outlets.shelf_models import ShelfTurn
from outlets.states import AgreementStatus, AmendmentStatus, FileStatus, PlacementStatus
from partnerships import curation, data_requests, products, programme_invitations, programmes, requirements
from partnerships.models import ProducerMember, Product, Requirement
from partnerships.personal_models import DataRequest
from partnerships.product_models import ProductRevision
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.states import ProductStatus, RequirementStatus

Rows = Select[tuple[int]]

DOCUMENTS = "/verifikasi-dokumen"
PRODUCTS = "/kurasi"
AGREEMENTS = "/perjanjian"
PLACEMENTS = "/penempatan"
PULLS = "/gerai/penarikan"
DELIVERIES = "/titip-jual"
HELD_LINES = "/baris-ditahan"
RETURNS = "/retur-barang"
BUYBACKS = "/pembelian-kembali"
COUNTS = "/stok-opname"
TILL_FILES = "/penjualan/berkas"
STATEMENTS = "/rekap"
PAYMENTS = "/pembayaran"
ADJUSTMENTS = "/penyesuaian"
DISPUTES = "/keberatan"
RE_RATINGS = "/koreksi-tarif"
OBJECTIONS = "/sanggahan"
OWN_BUSINESS = "/usaha-saya"
DATA_REQUESTS = "/permintaan-data"
INVITATIONS = "/undangan-program"
PROGRAMMES = "/program"
CALENDAR = "/kalender-lapor"
SHELVES = "/rak-bergilir"
LEDGER_CHECKS = "/pemeriksaan-buku"


def documents(user: UserAccount) -> Rows:
    """Documents that wait for a decision by this person."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return (
        requirements.visible_to(user)
        .with_only_columns(Requirement.id)
        .where(
            Requirement.status == RequirementStatus.SUBMITTED,
            Requirement.submitted_by_id != user.id,
            Requirement.producer_id.not_in(own),
            Requirement.waiver_asked_by_id.is_distinct_from(user.id),
        )
    )


def products_to_curate(user: UserAccount) -> Rows:
    """Products, and changes of approved ones, that wait for a decision by this person."""
    return (
        products.visible_to(user)
        .with_only_columns(Product.id)
        .outerjoin(ProductRevision, curation.WAITING_CHANGE)
        .where(
            or_(Product.status == ProductStatus.SUBMITTED, ProductRevision.id.is_not(None)),
            user.id != curation.TYPED_BY,
        )
    )


def returned_documents(user: UserAccount) -> Rows:
    """Documents that came back to this producer and were not handed in anew."""
    return (
        requirements.visible_to(user)
        .with_only_columns(Requirement.id)
        .where(
            Requirement.status.in_((RequirementStatus.RETURNED, RequirementStatus.REJECTED)),
            Requirement.replaced_by_id.is_(None),
        )
    )


def agreements_to_act_on(user: UserAccount) -> Rows:
    """Agreements, or changes of their terms, that this person may now approve or accept."""
    rows = agreements.visible_to(user).with_only_columns(Agreement.id)
    changes = select(AgreementAmendment.id).where(AgreementAmendment.agreement_id == Agreement.id)
    if user.may(Permission.AGREEMENT_APPROVE):
        return rows.where(
            or_(
                (Agreement.status == AgreementStatus.AWAITING_APPROVAL) & (Agreement.proposed_by_id != user.id),
                changes.where(
                    AgreementAmendment.status == AmendmentStatus.AWAITING_APPROVAL,
                    AgreementAmendment.proposed_by_id != user.id,
                ).exists(),
            )
        )
    is_producer = user.role is Role.PRODUCER
    mine = Agreement.producer_accepted_at if is_producer else Agreement.outlet_accepted_at
    mine_too = AgreementAmendment.producer_accepted_at if is_producer else AgreementAmendment.outlet_accepted_at
    return rows.where(
        or_(
            (Agreement.status == AgreementStatus.PROPOSED) & mine.is_(None),
            changes.where(AgreementAmendment.status == AmendmentStatus.PROPOSED, mine_too.is_(None)).exists(),
        )
    )


def placements_to_accept(user: UserAccount) -> Rows:
    """Products that were proposed for a shelf this person answers for."""
    rows = placements.visible_to(user).with_only_columns(Placement.id)
    theirs = own_outlets(user)
    if user.role not in OUTLET_ROLES:
        theirs = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
    return rows.where(Placement.outlet_id.in_(theirs), Placement.status == PlacementStatus.PROPOSED)


def files_to_confirm(user: UserAccount) -> Rows:
    """Till files that were uploaded and not posted yet."""
    return (
        sales_import.visible_to(user)
        .with_only_columns(SalesFile.id)
        .where(SalesFile.status.in_((FileStatus.CHECKED, FileStatus.NEEDS_MAPPING)))
    )


def statements_to_acknowledge(user: UserAccount) -> Rows:
    """Statements this person's side has not agreed to and that are too young to count as agreed."""
    kind = ACKNOWLEDGED_BY[OWN_SIDE[user.role]]
    agreed = exists().where(StatementEvent.statement_id == Statement.id, StatementEvent.kind == kind)
    return (
        issued_statements.visible_to(user)
        .with_only_columns(Statement.id)
        .where(issued_statements.silence_ends_at() > now(), ~agreed)
    )


def invitations_to_answer(user: UserAccount) -> Rows:
    """Invitations to trainings and the like that this producer may still answer."""
    return programme_invitations.unanswered(user).with_only_columns(ProgrammeInvitation.id)


def attendance_to_note(user: UserAccount) -> Rows:
    """Sessions that are over and whose attendance list nobody has closed."""
    return programmes.waiting_for_attendance(user).with_only_columns(ProgrammeSession.id)


def data_requests_to_answer(user: UserAccount) -> Rows:
    """Requests about personal data that wait for an answer; an erasure one prepared oneself waits for another."""
    rows = data_requests.open_requests(user).with_only_columns(DataRequest.id)
    return rows.where(or_(DataRequest.prepared_by_id.is_(None), DataRequest.prepared_by_id != user.id))


def goods_to_fetch(user: UserAccount) -> Rows:
    """Goods set aside: for a producer those it may fetch, for an outlet those nobody fetched in time."""
    waiting = goods_returns.visible_to(user).where(GoodsReturn.status == ReturnStatus.ANNOUNCED)
    if user.role is not Role.PRODUCER:
        waiting = waiting.where(GoodsReturn.pick_up_by < today())
    return waiting.with_only_columns(GoodsReturn.id)


def buybacks_to_decide(user: UserAccount) -> Rows:
    """Buy-backs that wait for the approval of this person, who did not propose them."""
    return (
        buybacks.visible_to(user)
        .with_only_columns(Buyback.id)
        .where(Buyback.status == BuybackStatus.PROPOSED, Buyback.proposed_by_id != user.id)
    )


def payments_to_answer(user: UserAccount) -> Rows:
    """Payments that wait for this person's side; for finance those it could stand in for."""
    waiting = payments.visible_to(user).where(Payment.status == PaymentStatus.ANNOUNCED, Payment.made_by_id != user.id)
    own = OWN_SIDE.get(user.role)
    waiting = waiting.where(Payment.made_source.is_(None) if own is None else Payment.made_for != own)
    return waiting.with_only_columns(Payment.id)


def adjustments_to_answer(user: UserAccount) -> Rows:
    """Set-offs, charges and balances that wait for this person's side; for finance those it could stand in for."""
    waiting = adjustments.visible_to(user).where(
        Adjustment.status == AdjustmentStatus.PROPOSED, Adjustment.made_by_id != user.id
    )
    own = OWN_SIDE.get(user.role)
    waiting = waiting.where(Adjustment.made_source.is_(None) if own is None else Adjustment.made_for != own)
    return waiting.with_only_columns(Adjustment.id)


def missing_reports(user: UserAccount) -> Rows:
    """For an outlet its reports it was reminded of and that are still missing; for staff outlets to speak to."""
    seen = report_calendars.open_to(user).with_only_columns(Outlet.id)
    covered = exists().where(
        SalesReport.outlet_id == ReportReminder.outlet_id,
        SalesReport.period_start <= ReportReminder.period_end,
        SalesReport.period_end >= ReportReminder.period_end,
    )
    reminders = select(ReportReminder.id).where(ReportReminder.outlet_id.in_(seen), ~covered)
    if not user.is_staff:
        return reminders.where(ReportReminder.step == Step.NOTICE)
    spoken = exists().where(
        OutletContact.outlet_id == ReportReminder.outlet_id, OutletContact.created_at >= ReportReminder.created_at
    )
    tasks = reminders.where(ReportReminder.step == Step.TASK, ~spoken)
    return tasks.with_only_columns(ReportReminder.outlet_id).distinct()


def disputes_to_decide(user: UserAccount) -> Rows:
    """Disputed lines of statements that wait for the decision of this person, who did not raise them."""
    waiting = disputes.visible_to(user).where(disputes.is_open(), StatementDispute.raised_by_id != user.id)
    return waiting.with_only_columns(StatementDispute.id)


def re_ratings_to_decide(user: UserAccount) -> Rows:
    """Corrections of a rate that wait for this person, who did not propose them."""
    waiting = re_ratings.visible_to(user).where(ReRating.status == ReRatingStatus.PROPOSED)
    return waiting.where(ReRating.proposed_by_id != user.id).with_only_columns(ReRating.id)


def exceptions_to_decide(user: UserAccount) -> Rows:
    """Turns on a shelf out of order that wait for this person, who did not propose them."""
    return shelf_turns.exceptions_to_decide(user).with_only_columns(ShelfTurn.id)


def broken_ledger(user: UserAccount) -> Rows:  # noqa: ARG001 - whoever may verify the ledger verifies the whole of it
    """The last run over the whole ledger, if something did not hold in it."""
    return verification_runs.broken_runs()


def queues_of(user: UserAccount) -> dict[str, Callable[[UserAccount], Rows]]:
    """Which queues this person works on, by address."""
    queues: dict[str, tuple[bool, Callable[[UserAccount], Rows]]] = {
        DOCUMENTS: (user.may(Permission.REQUIREMENT_DECIDE), documents),
        PRODUCTS: (user.may(Permission.PRODUCT_DECIDE), products_to_curate),
        OWN_BUSINESS: (user.role is Role.PRODUCER, returned_documents),
        INVITATIONS: (user.role is Role.PRODUCER, invitations_to_answer),
        PROGRAMMES: (user.may(Permission.PROGRAMME_MANAGE), attendance_to_note),
        AGREEMENTS: (user.may(Permission.AGREEMENT_ACCEPT), agreements_to_act_on),
        PLACEMENTS: (user.may(Permission.PLACEMENT_ACCEPT), placements_to_accept),
        PULLS: (user.role in OUTLET_ROLES, pull_list.to_do),
        DELIVERIES: (
            user.role in OUTLET_ROLES or user.may(Permission.RECEIPT_DECIDE),
            deliveries.waiting_at,
        ),
        CALENDAR: (user.role in OUTLET_ROLES or user.may(Permission.CALENDAR_CHASE), missing_reports),
        SHELVES: (user.may(Permission.SHELF_MANAGE), exceptions_to_decide),
        HELD_LINES: (user.may(Permission.HELD_LINE_DECIDE), held_lines.to_decide),
        OBJECTIONS: (user.may(Permission.OBJECTION_DECIDE), objections.to_answer),
        RETURNS: (user.role in {Role.PRODUCER, Role.OUTLET_MANAGER}, goods_to_fetch),
        BUYBACKS: (user.may(Permission.BUYBACK_APPROVE), buybacks_to_decide),
        COUNTS: (user.may(Permission.COUNT_CONFIRM) or user.role is Role.OUTLET_MANAGER, count_lists.waiting_for),
        TILL_FILES: (user.may(Permission.SALE_REPORT), files_to_confirm),
        DATA_REQUESTS: (user.may(Permission.PRIVACY_HANDLE), data_requests_to_answer),
        STATEMENTS: (user.role in OWN_SIDE, statements_to_acknowledge),
        PAYMENTS: (user.role in OWN_SIDE or user.role is Role.FINANCE, payments_to_answer),
        DISPUTES: (user.may(Permission.DISPUTE_DECIDE), disputes_to_decide),
        RE_RATINGS: (user.may(Permission.RE_RATING_DECIDE), re_ratings_to_decide),
        ADJUSTMENTS: (user.role in OWN_SIDE or user.role is Role.FINANCE, adjustments_to_answer),
        LEDGER_CHECKS: (user.may(Permission.LEDGER_VERIFY), broken_ledger),
    }
    return {address: rows for address, (is_theirs, rows) in queues.items() if is_theirs}


def counts_of(user: UserAccount) -> dict[str, int]:
    """How many things wait for this person, by address; queues that are empty are there with 0."""
    addresses, question = _question_of(user)
    return dict(zip(addresses, db.session.execute(question).one(), strict=True)) if addresses else {}


Question = tuple[tuple[str, ...], Select[Any]]
QUESTIONS_KEPT = 200
_questions = LRUCache(QUESTIONS_KEPT)


def _question_of(user: UserAccount) -> Question:
    """The addresses of a person's queues, and the one statement that counts them all.

    Every page asks it, and putting it together took longer than the answer; so it is kept for the minute it is made
    in. It holds what the person may see and the time, and no answer.
    """
    minute = now().replace(second=0, microsecond=0)
    key = (user.id, user.role, user.works_everywhere, tuple(user.region_codes), minute)
    kept: Question | None = _questions.get(key)
    if kept is None:
        queues = queues_of(user)
        counted = [
            select(func.count()).select_from(rows(user).subquery()).scalar_subquery().label(f"c{number}")
            for number, rows in enumerate(queues.values())
        ]
        kept = _questions[key] = (tuple(queues), select(*counted))
    return kept


def waiting_for(user: UserAccount) -> dict[str, int]:
    """What `counts_of` says, asked once a request, since the navigation and the first page both show it."""
    if g.get("waiting_user_id") != user.id:
        g.waiting_user_id, g.waiting = user.id, counts_of(user)
    return cast("dict[str, int]", g.waiting)
