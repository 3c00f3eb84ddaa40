"""Pages that add a product, change one and take a change back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import committed
from core.dates import today
from core.forms import SchemaForm
from core.languages import speak
from core.money import format_rupiah
from partnerships import pending_changes, producers, product_words, products, revisions, rules, words
from partnerships.models import Producer, Product
from partnerships.pirt_routing import QUESTIONS
from partnerships.product_categories import CATEGORIES
from partnerships.product_content import REVIEWED, Content, content_of
from partnerships.product_models import ProductRevision
from partnerships.product_photos import MOST_PHOTOS, PhotoRole
from partnerships.product_schemas import Place, ProductForm, Told, question_field, told_by_form
from partnerships.product_states import RevisionStatus
from partnerships.requirement_kinds import KINDS

pages = Blueprint("product_forms", __name__)
OF_CHANGES = frozenset({"version", "changed_in_making", "note", "photos"})
"""What a form of a product that is not there yet does not have."""


@pages.route("/umkm/<int:producer_id>/produk/baru", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def new(producer_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Add a product to be curated."""
    producer = producers.get(producer_id, by=person())
    form = SchemaForm(ProductForm, choices=form_choices(producer))

    def add(**loaded: Any) -> Product:  # noqa: ANN401
        told = {name: value for name, value in told_by_form(loaded).items() if name not in OF_CHANGES}
        return products.submit(producer_id, by=person(), **told)

    if request.method == "POST" and (product := form.submit(add)):
        flash(_("Produk diajukan untuk kurasi."))
        return redirect(url_for("products.show", product_id=product.id), 303)
    return _page(form, producer), (422 if form.is_refused else 200)


@pages.route("/produk/<int:product_id>/ubah", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def change(product_id: int) -> Any:  # noqa: ANN401
    """Change a product; what was approved stays on sale while the change waits."""
    product = products.get(product_id, by=person())
    newest = pending_changes.newest(product_id)
    draft = newest if newest and newest.status in {RevisionStatus.SUBMITTED, RevisionStatus.RETURNED} else None
    form = SchemaForm(ProductForm, first_values(product, draft), choices=form_choices(product.producer, product))
    typed: dict[str, Any] = {}

    def save(**loaded: Any) -> Product:  # noqa: ANN401
        typed.update(told_by_form(loaded))
        return revisions.change(product_id, by=person(), **typed)

    if request.method == "POST" and form.submit(save):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    clash = form.refusal is not None and form.refusal.code == "changed_meanwhile"
    page = _page(
        form,
        product.producer,
        product=product,
        draft=draft,
        clash=_clash(form.refusal.extra["content"], typed) if form.refusal is not None and clash else None,
    )
    return page, (422 if form.is_refused else 200)


@pages.post("/produk/<int:product_id>/perubahan/tarik")
@requires(Permission.PRODUCT_SUBMIT)
def withdraw(product_id: int) -> Any:  # noqa: ANN401
    """Take back the change that waits."""
    committed(revisions.withdraw, product_id, by=person())
    flash(_("Perubahan ditarik. Yang disetujui tetap berlaku."))
    return redirect(url_for("products.show", product_id=product_id), 303)


def _clash(now: Content, typed: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What stands there now beside what was typed, where they differ."""
    rows = product_words.differences(now, _typed_content(typed))
    if typed["price_rupiah"] != now["price_rupiah"]:
        price = format_rupiah(int(str(now["price_rupiah"])))
        rows.append((_("Harga jual"), price, format_rupiah(typed["price_rupiah"])))
    return rows


def _typed_content(typed: dict[str, Any]) -> Content:
    """What was typed as it would be compared, were it accepted."""
    told = {name: typed[name] for name in REVIEWED}
    told |= {"category": str(told["category"]), "answered_yes": [str(kind) for kind in told["answered_yes"]]}
    return {**told, "gtin": told["gtin"] or None, "packaging": told["packaging"] or ""}


def _page(
    form: SchemaForm,
    producer: Producer,
    *,
    product: Product | None = None,
    draft: ProductRevision | None = None,
    clash: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "partnerships/product_form.html",
        form=form,
        producer=producer,
        product=product,
        draft=draft,
        clash=clash,
        is_approved=product is not None and product.status in revisions.APPROVED,
        questions=[(question_field(code), speak(question.text)) for code, question in QUESTIONS.items()],
        answered=sum(form.values.get(question_field(code), Told.UNKNOWN) != Told.UNKNOWN for code in QUESTIONS),
        answers=[
            (Told.YES.value, _("Ya")),
            (Told.NO.value, _("Tidak")),
            (Told.UNKNOWN.value, _("Belum dijawab")),
        ],
        photo_rows=photo_rows(form),
        roles=product_words.role_choices(),
        most_photos=MOST_PHOTOS,
    )


def photo_rows(form: SchemaForm) -> list[tuple[str, str, str]]:
    """The photos of the form as (id, place, role), as they were typed or as they are."""
    ids, places, roles = (form.values.get(name) or [] for name in ("photo_id", "photo_place", "photo_role"))
    return [(str(photo_id), str(place), str(role)) for photo_id, place, role in zip(ids, places, roles, strict=False)]


def first_values(product: Product, draft: ProductRevision | None) -> dict[str, Any]:
    """What stands in the form at first: the change that waits or was sent back, else the product."""
    content = dict(draft.content if draft else content_of(product))
    shown: list[dict[str, object]] = content.pop("photos")  # type: ignore[assignment]
    answers: dict[str, bool] = content.pop("route_answers")  # type: ignore[assignment]
    return {
        **{name: value for name, value in content.items() if value is not None},
        **{question_field(code): (Told.YES if answer else Told.NO).value for code, answer in answers.items()},
        "price_rupiah": product.price_rupiah,
        "photo_id": [entry["id"] for entry in shown],
        "photo_place": [Place(str(place)).value for place in range(1, len(shown) + 1)],
        "photo_role": [entry.get("role") or PhotoRole.OTHER.value for entry in shown],
        "changed_in_making": draft.changed_in_making if draft else [],
        "note": draft.note if draft else "",
    }


def form_choices(producer: Producer, product: Product | None = None) -> dict[str, list[tuple[str, str]]]:
    """What the form offers: categories, packagings, and the questions that decide whether a document is needed."""
    asked: dict[str, list[str]] = {}
    known = rules.all_rules()
    for category in CATEGORIES:
        for kind in rules.questions_among(known, category=category, size_class=producer.size_class, on=today()):
            asked.setdefault(kind, []).append(category)
    questions = [
        (kind, speak(KINDS[kind].question), ", ".join(words.category_word(category) for category in asked[kind]))
        for kind in KINDS
        if kind in asked
    ]
    return {
        "category": words.category_choices(),
        "packaging": words.packaging_choices(product.packaging if product else ""),
        "answered_yes": questions,  # type: ignore[dict-item]
        "changed_in_making": product_words.making_choices(),
    }
