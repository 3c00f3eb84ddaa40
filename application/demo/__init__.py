"""The demo agency, marked CONTOH: five real programmes with made-up people, told through the same verbs as everything.

Nothing is inserted past a verb, so loading the demo also tries the product: registering, vetting, agreeing, placing,
selling, closing and acknowledging. Its days are counted from today: two closed months, and the one that runs.
"""

from datetime import timedelta

from sqlalchemy import select

from accounts import people
from accounts.models import UserAccount
from accounts.permissions import Role
from application.config import is_production
from application.demo import (
    cast,
    compliance,
    goods,
    growth,
    leftovers,
    preorders,
    programmes,
    sales,
    settlements,
    shelves,
    trade,
    vetting,
)
from application.demo.standing import (
    begin_demo,
    is_demo,
    is_empty,
    mark_as_demo,
    may_load_by_itself,
    refuse_unless_empty,
)
from application.demo.trade import Place, Supplier
from core.database import db, transaction
from core.dates import days_between, first_day, last_day, month_before, this_month, today
from outlets import outlets
from partnerships import vetting as document_vetting
from partnerships.models import Requirement
from partnerships.states import Decision

PASSWORD = "titip-jual-di-etalase"  # noqa: S105 - printed at every start of a demo
"""The one password of all demo logins."""
FIRST_ACCOUNT = (
    "Belum ada pengguna / no users yet: ./run flask user create --role administrator --email nama@instansi.go.id"
)
LOGINS = (
    *((email, role) for email, _name, role in cast.STAFF),
    ("gerai@contoh.id", Role.OUTLET_MANAGER),
    ("kasir@contoh.id", Role.CASHIER),
    ("produsen@contoh.id", Role.PRODUCER),
)


def load() -> None:
    """Load the demo in one transaction. Raises `NotEmpty` where anything stands already."""
    with transaction():
        refuse_unless_empty()
        begin_demo()
        tell_the_story()
        mark_as_demo()


def load_if_empty() -> None:
    """Load the demo on the very first start; never in production, and never again after it was cleared."""
    if not is_production() and may_load_by_itself():
        load()


def sign_in_lines() -> list[str]:
    """What a start prints about signing in: the demo logins; how to make the first account where there is none."""
    if not is_demo():
        return [FIRST_ACCOUNT] if is_empty() else []
    width = max(len(email) for email, _role in LOGINS)
    return [
        f"CONTOH: masuk dengan / sign in with (kata sandi / password: {PASSWORD})",
        *[f"  {email:<{width}}  {role.value}" for email, role in LOGINS],
    ]


DAYS_OWED = 12
"""So long ago goods were accepted where reports are owed day by day: at the outlet that is late, and at one in time."""


def tell_the_story() -> None:
    """Everything the demo holds."""
    staff = dict(hire())
    officer, verifier, finance = staff[Role.PARTNERSHIP_OFFICER], staff[Role.VERIFIER], staff[Role.FINANCE]
    first, second = month_before(month_before(this_month())), month_before(this_month())
    suppliers = {maker.name: take_in(maker, 1 + n, officer, verifier) for n, maker in enumerate(cast.MAKERS)}
    places = open_shops(suppliers, first, officer)
    leave_work_waiting(places, suppliers, first, officer, verifier)
    programmes.hold_programmes(suppliers, by=officer)
    compliance.leave_shelves_empty(by=officer)
    goods.deliver(places, suppliers, first)
    goods.send_one(places[cast.HYPERMARKET], suppliers["Amplang Bu Rahma"])
    give_passwords()
    hypermarket = places[cast.HYPERMARKET]
    settlements.become_pkp(hypermarket, second, by=officer)
    everybody = settlements.Everybody(list(places.values()), list(suppliers.values()), officer, finance)
    sell(everybody, first, second)
    settlements.leave_answers_waiting(second, everybody)
    settlements.propose_rate(first, by=officer)
    settlements.prepare_transfers(hypermarket)
    growth.grow(suppliers, by=officer)
    leftovers.let_buyers_call(suppliers)
    leftovers.settle(places, officer=officer, finance=finance)
    leftovers.count(places)
    shelves.take_turns(places[cast.HYPERMARKET], suppliers, officer=officer, second=staff[Role.ADMINISTRATOR])
    shelves.raise_prices(places[cast.HYPERMARKET], by=officer)
    preorders.run_a_campaign(places[cast.GALLERY], suppliers, officer=officer, finance=finance)


def hire() -> list[tuple[Role, UserAccount]]:
    """The people of the agency; the administrator comes first and invites the others."""
    hired: list[tuple[Role, UserAccount]] = []
    for email, name, role in cast.STAFF:
        by = hired[0][1] if hired else None
        hired.append((role, people.create(name=name, email=email, role=role, by=by)))
    return hired


def give_passwords() -> None:
    """Let the demo logins sign in."""
    for email, _role in LOGINS:
        account = db.session.execute(select(UserAccount).where(UserAccount.email == email)).scalar_one()
        people.set_password(account, password=PASSWORD)


def take_in(maker: cast.Maker, number: int, officer: UserAccount, verifier: UserAccount) -> Supplier:
    """A producer that was registered and whose papers and goods were accepted."""
    producer, account = vetting.register(maker, number, by=officer)
    goods = vetting.hand_in_goods(producer, maker, number, by=officer)
    papers = vetting.hand_in_papers(producer, maker, goods, number, by=officer)
    vetting.accept_all(papers, goods, by=verifier)
    return Supplier(producer, account, goods)


def open_shops(suppliers: dict[str, Supplier], first: str, officer: UserAccount) -> dict[str, Place]:
    """The outlets with their agreements since the first month, and everything on the shelves but one product."""
    starts_on = first_day(first)
    chain = outlets.create_chain(name=cast.CHAIN, by=officer)
    places: dict[str, Place] = {}
    agreed: set[tuple[str, str]] = set()
    for number, shop in enumerate(cast.SHOPS, start=1):
        place = trade.open_shop(shop, number, chain.id if shop.chain else None, by=officer)
        for name in shop.suppliers:
            if (shop.chain or shop.name, name) not in agreed:
                trade.agree(place, suppliers[name], starts_on, by=officer)
                agreed.add((shop.chain or shop.name, name))
            for product in suppliers[name].goods:
                if (shop.name, product.name) == cast.OFFERED:
                    trade.offer(place, product, by=officer)
                else:
                    trade.put_on_shelf(place, product, by=officer)
        places[shop.name] = place
    return places


def leave_work_waiting(
    places: dict[str, Place], suppliers: dict[str, Supplier], first: str, officer: UserAccount, verifier: UserAccount
) -> None:
    """Something for everybody to do: agreements to approve and accept, papers and goods to decide, one sent back."""
    starts_on = first_day(first)
    batik, amplang = suppliers["Batik Sekar Mangrove"], suppliers["Amplang Bu Rahma"]
    hypermarket, hotel = places[cast.HYPERMARKET], places[cast.HOTEL]
    trade.propose(hypermarket, batik, starts_on, 800, by=officer, reason="Hypermarket meminta 8 % untuk rak ujung.")
    trade.propose(hotel, amplang, starts_on, hotel.shop.rate_bp, by=officer)
    for number, maker in enumerate((cast.WAITING, cast.RETURNED), start=len(cast.MAKERS) + 1):
        producer, _account = vetting.register(maker, number, by=officer)
        goods = vetting.hand_in_goods(producer, maker, number, by=officer)
        regency = cast.RETURNED_PIRT_REGENCY if maker is cast.RETURNED else ""
        papers = vetting.hand_in_papers(producer, maker, goods, number, by=officer, regency=regency)
        if maker is cast.RETURNED:
            send_back_pirt(papers, verifier)


def send_back_pirt(papers: list[Requirement], verifier: UserAccount) -> None:
    """Return the P-IRT that another regency issued."""
    pirt = next(paper for paper in papers if paper.kind == "pirt")
    reason = "Nomor P-IRT diterbitkan di kabupaten lain. Urus SPP-IRT baru untuk tempat produksi di Metro."
    document_vetting.decide(pirt.id, by=verifier, decision=Decision.RETURNED, reason=reason)


def sell(everybody: settlements.Everybody, first: str, second: str) -> None:
    """Two months of sales, closed in order; one outlet reports the first of them late. Then the month that runs.

    Each was reported, closed and agreed on at its time: what is not paid of the first is overdue, of the second due.
    """
    places, suppliers, finance, officer = everybody
    prompt = [place for place in places if not place.shop.reports_late]
    late = [place for place in places if place.shop.reports_late]
    hypermarket = next(place for place in places if place.shop.name == cast.HYPERMARKET)
    with sales.days_after(first, sales.CLOSED_AFTER):
        sales.report_month(prompt, first)
        sales.close(first, by=finance, reason="Koperasi belum mengirim laporan; disusulkan bulan berikutnya.")
        sales.acknowledge(first, places, suppliers, outlets_too=True)
    with sales.days_after(first, sales.PAID_AFTER):
        settlements.settle(first, everybody)
    with sales.days_after(second, max((today() - last_day(second)).days - sales.CLOSED_AGO, 1)):
        sales.report_month(places, second)
        sales.close(second, by=finance)
        sales.acknowledge(second, places, suppliers, outlets_too=False)
    sales.report_month(late, first)
    sales.owe_reports_since([*late, hypermarket], today() - timedelta(days=DAYS_OWED))
    day_before = sales.yesterday_of(today())
    for place in late:
        if (day := today() - timedelta(days=DAYS_OWED - 2)) >= first_day(this_month()):
            sales.enter_for(place, day, officer)
            sales.report_day_by_day(place, [day - timedelta(days=1), day + timedelta(days=2)], days_later=3)
    for place in prompt:
        until = sales.yesterday_of(day_before) if place is hypermarket else day_before
        by_day = max(first_day(this_month()), today() - timedelta(days=DAYS_OWED)) if place is hypermarket else today()
        if (before := min(until, sales.yesterday_of(by_day))) >= first_day(this_month()):
            sales.report_month([place], this_month(), before)
        if by_day <= until:
            sales.report_day_by_day(place, days_between(by_day, until))
    sales.bring_back_one(hypermarket, second)
    sales.photograph_note(hypermarket)
    if day_before >= first_day(this_month()):
        sales.upload_till_file(hypermarket, day_before)
