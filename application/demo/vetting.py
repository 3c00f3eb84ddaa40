"""The producers of the demo, their goods and their papers, through the same verbs the pages use."""

from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import count

from PIL import Image, ImageDraw, ImageFont
from werkzeug.datastructures import FileStorage

from accounts import people
from accounts.models import UserAccount
from accounts.permissions import Role
from application.demo.cast import Goods, Maker
from core.dates import today
from partnerships import curation, producers, products, requirements, vetting
from partnerships.members import add_member
from partnerships.models import Producer, Product, Requirement
from partnerships.requirement_kinds import LABEL_ITEMS
from partnerships.states import Decision, Source

PACKAGING_DIGITS = {"glass": "1", "plastic": "2"}
PACKAGED_FOOD = frozenset({"dry_food", "powder_drink"})
BANK_OF_PROVINCE = {"64": "124", "62": "125", "18": "121"}


@lru_cache(maxsize=1)
def specimen() -> bytes:
    """A picture that stands for a scanned paper and says so."""
    picture = Image.new("RGB", (800, 560), "white")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((20, 20, 780, 540), outline="#0a5260", width=4)
    drawing.text((400, 280), "CONTOH", fill="#9a1c13", anchor="mm", font=ImageFont.load_default(96))
    content = BytesIO()
    picture.save(content, "JPEG", quality=70)
    return content.getvalue()


SCANS = count(1)


def evidence() -> FileStorage:
    """That picture as an upload; no two uploads are the same file, as no two scans are."""
    scan = specimen() + b"scan %d" % next(SCANS)
    return FileStorage(BytesIO(scan), filename="contoh.jpg", content_type="image/jpeg")


def nik_of(maker: Maker, number: int) -> str:
    """A made-up NIK with a real birthday in it: a woman's in the maker's regency."""
    return f"{maker.region.replace('.', '')}01{41 + number % 28:02d}{1 + number % 12:02d}{70 + number % 25}{number:04d}"


def pirt_number(goods: Goods, regency: str, sequence: int, maker: int, until: date) -> str:
    """A made-up P-IRT number of fifteen digits that says what the goods are and when it ends."""
    digit = PACKAGING_DIGITS[goods.packaging]
    return f"{digit}{goods.pirt_food}{regency}{sequence:02d}{maker:04d}-{until:%y}"


def five_years_before(until: date) -> date:
    """When a P-IRT that ends then was issued (PerBPOM 22/2018 Pasal 4)."""
    return date(until.year - 5, until.month, min(until.day, 28))


def register(maker: Maker, number: int, *, by: UserAccount) -> tuple[Producer, UserAccount]:
    """A producer as an officer registers it after a visit, and the account that acts for it."""
    producer = producers.register(
        by=by,
        name=maker.name,
        owner_name=maker.owner,
        owner_nik=nik_of(maker, number),
        phone=f"0812 0000 {1000 + number}",
        region_code=maker.region,
        address=maker.address,
        annual_sales_rupiah=maker.sales_rupiah,
        source=Source.VISIT,
    )
    email = maker.signs_in or f"produsen{number}@contoh.id"
    account = people.create(name=maker.owner, email=email, role=Role.PRODUCER, by=by)
    add_member(producer.id, account)
    return producer, account


def hand_in_goods(producer: Producer, maker: Maker, number: int, *, by: UserAccount) -> list[Product]:
    """The products of a producer, waiting for curation."""
    return [
        products.submit(
            producer.id,
            by=by,
            name=goods.name,
            category=goods.category,
            sku=f"{number:03d}-{place:02d}",
            price_rupiah=goods.price_rupiah,
            packaging=goods.packaging if goods.category in PACKAGED_FOOD else "",
            net_weight_gram=goods.weight_gram,
            shelf_life_days=goods.shelf_days,
        )
        for place, goods in enumerate(maker.goods, start=1)
    ]


def hand_in_papers(
    producer: Producer, maker: Maker, goods: list[Product], number: int, *, by: UserAccount, regency: str = ""
) -> list[Requirement]:
    """The papers of a producer, waiting to be verified; `regency` is where its P-IRT was issued when elsewhere."""

    def submit(kind: str, **what: object) -> None:
        if kind not in maker.lacks:
            given = {"kind": kind, "evidence": evidence(), "source": Source.VISIT, "by": by, **what}
            handed_in.append(requirements.submit(producer.id, **given))  # type: ignore[arg-type]

    handed_in: list[Requirement] = []
    day = today()
    issued = date(day.year - 2, 6, 14)
    until = date(day.year + 3, 6, 13)
    if maker.pirt_ends_in_days is not None:
        until = day + timedelta(days=maker.pirt_ends_in_days)
    submit("nib", number=f"022000{1_000_000 + 7_919 * number}", issued_on=issued)
    food = [(one, made) for one, made in zip(maker.goods, goods, strict=True) if one.category in PACKAGED_FOOD]
    for sequence, (one, made) in enumerate(food, start=1):
        printed = pirt_number(one, regency or maker.region.replace(".", ""), sequence, number, until)
        submit("pirt", number=printed, issued_on=five_years_before(until), valid_until=until, product_ids=[made.id])
    if food:
        ids = [made.id for _one, made in food]
        submit("halal", number=f"ID{maker.region[:2]}110{number:08d}{issued:%m%y}", issued_on=issued, product_ids=ids)
        submit("label_check", product_ids=ids, details=dict.fromkeys(LABEL_ITEMS, True), evidence_back=evidence())
    submit(
        "bank_account",
        number=f"0{1_000_000_000 - 104_729 * number}",
        details={"bank_code": BANK_OF_PROVINCE[maker.region[:2]], "holder": maker.owner},
    )
    return handed_in


def accept_all(papers: list[Requirement], goods: list[Product], *, by: UserAccount) -> None:
    """Accept papers and goods, by somebody who did not hand them in."""
    for paper in papers:
        vetting.decide(paper.id, by=by, decision=Decision.ACCEPTED)
    for product in goods:
        curation.decide(product.id, by=by, decision=Decision.ACCEPTED)
