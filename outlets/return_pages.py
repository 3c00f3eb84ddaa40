"""Pages of returns: the list, setting goods aside, the record with pick-up, disposal and the paper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from accounts.sent_once import once, refuse_sent_again
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.dates import today
from core.documents import as_pdf, can_make_pdf
from core.errors import NotFound, Refusal
from core.fields import Schema, WholeNumber
from core.files import attachment
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export, whole_number_argument
from core.pdf_answers import pdf_answer
from outlets import goods_returns, outlets, return_lists, return_messages, return_words
from outlets.models import Outlet
from outlets.return_models import GoodsReturn
from outlets.return_schemas import AnnounceFields, CancelReturn, DisposeReturn, PickUpReturn
from outlets.states import StockPolicy

pages = Blueprint("goods_returns", __name__)


@pages.get("/retur-barang")
@requires(Permission.STOCK_READ)
def list_returns() -> Any:  # noqa: ANN401 - a page or a file
    """The returns one may see."""
    rows = return_lists.rows(person())
    if wanted_export():
        columns = return_lists.export_columns()
        return exported(rows, columns, name="retur-barang", orders=return_lists.ORDERS, default_order="-newest")
    followed = outlets.visible_to(person()).where(Outlet.stock_policy != StockPolicy.UNTRACKED)
    return render_template(
        "outlets/returns.html",
        listing=listed(rows, orders=return_lists.ORDERS, default_order="-newest", filters=return_lists.filters()),
        statuses=return_lists.status_choices(),
        words=return_words,
        pairs=return_lists.pairs_with_goods(followed) if person().may(Permission.GOODS_RETURN) else [],
        day=today(),
    )


@pages.route("/retur-barang/baru", methods=["GET", "POST"])
@requires(Permission.GOODS_RETURN)
def new() -> Any:  # noqa: ANN401
    """Set pieces of one producer at one outlet aside."""
    outlet_id, producer_id = (whole_number_argument(name, 0, 10**18) for name in ("outlet_id", "producer_id"))
    outlet = outlets.get(outlet_id, by=person())
    refuse_sent_again()
    lots = return_lists.goods_of(outlet.id, producer_id)
    if not lots:
        raise NotFound
    expired = [lot for lot in lots if lot["expires_on"] is not None and lot["expires_on"] < today()]
    form = SchemaForm(
        _form_for(lots),
        {"reason": "expired" if expired else "unsold"} | {f"quantity_{lot['id']}": lot["free"] for lot in expired},
        choices={"reason": return_words.reason_choices()},
    )
    if request.method == "POST" and (
        goods := form.submit(once(lambda **typed: _announce(outlet.id, producer_id, lots, typed), address_of))
    ):
        flash(_("Barang disisihkan. Produsen diberi tahu untuk mengambilnya."))
        return redirect(address_of(goods), 303)
    page = render_template("outlets/return_new.html", form=form, outlet=outlet, producer_id=producer_id, lots=lots)
    return page, (422 if form.is_refused else 200)


def address_of(goods: GoodsReturn) -> str:
    """Where a return is seen."""
    return url_for("goods_returns.show", return_id=goods.id)


def _form_for(lots: Sequence[dict[str, Any]]) -> type[Schema]:
    """A form with the pieces of each batch."""
    pieces = {
        f"quantity_{lot['id']}": WholeNumber(
            load_default=0, most=10**6, metadata={"label": f"{lot['product_name']}, {lot['batch']}"}
        )
        for lot in lots
    }
    made: type[Schema] = AnnounceFields.from_dict(dict(pieces), name="ReturnOfLots")  # type: ignore[assignment]
    return made


def _announce(outlet_id: int, producer_id: int, lots: Sequence[dict[str, Any]], typed: dict[str, Any]) -> GoodsReturn:
    """Announce what was typed; a refusal of a line comes back at the field of its batch."""
    wanted = [lot for lot in lots if typed[f"quantity_{lot['id']}"]]
    lines = [
        {"placement_id": lot["placement_id"], "batch": lot["batch"], "quantity": typed[f"quantity_{lot['id']}"]}
        for lot in wanted
    ]
    told = {name: typed[name] for name in ("reason", "pick_up_by", "note")}
    try:
        return goods_returns.announce(outlet_id=outlet_id, producer_id=producer_id, lines=lines, by=person(), **told)
    except Refusal as refusal:
        places = {f"lines.{place}.quantity": f"quantity_{lot['id']}" for place, lot in enumerate(wanted)}
        refusal.errors = {places.get(name, name): problems for name, problems in refusal.errors.items()}
        raise


@pages.get("/retur-barang/<int:return_id>")
@requires(Permission.STOCK_READ)
def show(return_id: int) -> Any:  # noqa: ANN401
    """One return: what was set aside, by when, and what became of it."""
    return _page(goods_returns.get(return_id, by=person()))


def _page(goods: GoodsReturn, **forms: SchemaForm) -> str:
    return render_template(
        "outlets/return.html",
        goods=goods,
        told=return_lists.described(goods),
        words=return_words,
        day=today(),
        message=return_messages.whatsapp_text(goods),
        pick_up_form=forms.get("pick_up_form") or SchemaForm(PickUpReturn, {"on": today().isoformat()}),
        dispose_form=forms.get("dispose_form") or SchemaForm(DisposeReturn, {"disposed_on": today().isoformat()}),
        cancel_form=forms.get("cancel_form") or SchemaForm(CancelReturn, {}),
        history=timeline("goods_return", goods.id) if person().may(Permission.HISTORY_READ) else [],
    )


def _done(return_id: int, name: str, schema: type[Schema], verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Do something to a return and go back to its page; refused, the page says why at the form."""
    goods = goods_returns.get(return_id, by=person())
    form = SchemaForm(schema)
    if form.submit(once(lambda **typed: verb(return_id, by=person(), **typed), lambda _done: address_of(goods))):
        flash(message)
        return redirect(address_of(goods), 303)
    return _page(goods, **{name: form}), 422


@pages.post("/retur-barang/<int:return_id>/ambil")
@requires(Permission.GOODS_FETCH)
def pick_up(return_id: int) -> Any:  # noqa: ANN401
    """Note that the goods were fetched."""
    message = _("Dicatat sebagai sudah diambil; barangnya keluar dari stok.")
    return _done(return_id, "pick_up_form", PickUpReturn, goods_returns.pick_up, message)


@pages.post("/retur-barang/<int:return_id>/musnahkan")
@requires(Permission.GOODS_RETURN)
def dispose(return_id: int) -> Any:  # noqa: ANN401
    """Destroy what nobody fetched in time."""
    return _done(return_id, "dispose_form", DisposeReturn, goods_returns.dispose, _("Pemusnahan dicatat."))


@pages.post("/retur-barang/<int:return_id>/batal")
@requires(Permission.GOODS_RETURN)
def cancel(return_id: int) -> Any:  # noqa: ANN401
    """Keep the goods for sale."""
    return _done(return_id, "cancel_form", CancelReturn, goods_returns.cancel, _("Retur dibatalkan."))


@pages.get("/retur-barang/<int:return_id>/foto")
@requires(Permission.STOCK_READ)
def photo(return_id: int) -> Response:
    """The photo that proves the disposal."""
    disposal = goods_returns.disposal_of(goods_returns.get(return_id, by=person()).id)
    if disposal is None or disposal.photo is None:
        raise NotFound
    return attachment(disposal.photo)


@pages.get("/retur-barang/<int:return_id>/surat.pdf")
@requires(Permission.STOCK_READ)
def paper(return_id: int) -> Response:
    """The note that goes with the goods, in Indonesian."""
    goods = goods_returns.get(return_id, by=person())
    settings = all_settings()
    html = current_app.jinja_env.get_template("documents/return.html").render(
        goods=goods,
        told=return_lists.described(goods),
        words=return_words,
        agency=settings.get(AGENCY_NAME, ""),
        is_example=DEMO_LOADED_AT in settings,
    )
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"{goods.number}.pdf")
