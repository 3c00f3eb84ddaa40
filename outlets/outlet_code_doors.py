"""The item codes of an outlet's till, by page and by API."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission, Role
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export
from outlets import outlet_code_changes, outlet_code_lists, outlets, words
from outlets.models import OutletCode
from outlets.outlet_code_schemas import AddOutletCode, ChangeOutletCode, OutletCodeAnswer, OutletCodePage
from outlets.outlet_schemas import OutletReason

pages = Blueprint("outlet_codes", __name__)
api = ApiBlueprint("api_outlet_codes", __name__, description="Item codes of an outlet's own till")


@pages.get("/gerai/<int:outlet_id>/kode")
@requires(Permission.PLACEMENT_READ)
def list_codes(outlet_id: int) -> Any:  # noqa: ANN401 - a page or a file
    """What the till of an outlet calls the products there."""
    outlet = outlets.get(outlet_id, by=person())
    rows = outlet_code_lists.rows(person(), outlet)
    if wanted_export():
        columns = outlet_code_lists.export_columns()
        name = f"kode-gerai-{outlet_id}"
        return exported(rows, columns, name=name, orders=outlet_code_lists.ORDERS, default_order="code")
    filters = outlet_code_lists.filters()
    listing = listed(rows, orders=outlet_code_lists.ORDERS, default_order="code", filters=filters)
    statuses = [
        (outlet_code_lists.RETIRED, _("Tidak dipakai lagi")),
        (outlet_code_lists.ALL, _("Semua, juga yang lama")),
    ]
    return render_template("outlets/codes.html", outlet=outlet, listing=listing, statuses=statuses)


@pages.route("/gerai/<int:outlet_id>/kode/baru", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def new_code(outlet_id: int) -> Any:  # noqa: ANN401
    """Write down a code."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(AddOutletCode, choices={"placement_id": outlet_code_lists.placement_choices(outlet)})
    if request.method == "POST" and form.submit(outlet_code_changes.add, outlet_id=outlet_id, by=person()):
        flash(_("Kode dicatat. Berkas kasir berikutnya langsung mengenalnya."))
        return redirect(url_for("outlet_codes.list_codes", outlet_id=outlet_id), 303)
    page = render_template("outlets/code_form.html", outlet=outlet, form=form, code=None)
    return page, (422 if form.is_refused else 200)


@pages.get("/gerai/kode/<int:code_id>")
@requires(Permission.PLACEMENT_READ)
def show(code_id: int) -> str:
    """One code, where it was learned, and its history."""
    found = outlet_code_changes.get(code_id, by=person())
    may_change = person().may(Permission.OUTLET_CODE_MANAGE) and found.retired_at is None
    return render_template(
        "outlets/code.html",
        code=found,
        outlet=outlets.get(found.outlet_id, by=person()),
        may_change=may_change,
        history=words.timeline("outlet_code", found.id) if person().role is not Role.PRODUCER else [],
    )


@pages.route("/gerai/kode/<int:code_id>/ubah", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def change(code_id: int) -> Any:  # noqa: ANN401
    """Give a code another spelling or meaning."""
    found = outlet_code_changes.get(code_id, by=person())
    outlet = outlets.get(found.outlet_id, by=person())
    form = SchemaForm(
        ChangeOutletCode,
        values={"code": found.code, "placement_id": str(found.placement_id)},
        choices={"placement_id": outlet_code_lists.placement_choices(outlet)},
    )
    if request.method == "POST" and (new := form.submit(outlet_code_changes.change, code_id=code_id, by=person())):
        flash(_("Kode diubah; yang lama tetap tercatat."))
        return redirect(url_for("outlet_codes.show", code_id=new.id), 303)
    page = render_template("outlets/code_form.html", outlet=outlet, form=form, code=found)
    return page, (422 if form.is_refused else 200)


@pages.route("/gerai/kode/<int:code_id>/hentikan", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def retire(code_id: int) -> Any:  # noqa: ANN401
    """Use a code no longer, with a reason."""
    found = outlet_code_changes.get(code_id, by=person())
    form = SchemaForm(OutletReason)
    if request.method == "POST" and form.submit(outlet_code_changes.retire, code_id=code_id, by=person()):
        flash(_("Kode tidak dipakai lagi. Penjualan yang sudah dibukukan tetap."))
        return redirect(url_for("outlet_codes.list_codes", outlet_id=found.outlet_id), 303)
    texts = {
        "title": _("Hentikan kode"),
        "why": _("Baris berkas kasir dengan kode ini tidak lagi dikenali, dan kodenya boleh dipakai produk lain."),
        "button": _("Hentikan"),
    }
    page = render_template(
        "outlets/reason.html",
        form=form,
        subject=found.code,
        back=url_for("outlet_codes.show", code_id=code_id),
        trail=[(_("Kode barang"), url_for("outlet_codes.list_codes", outlet_id=found.outlet_id))],
        texts=texts,
    )
    return page, (422 if form.is_refused else 200)


@api.route("/outlets/<int:outlet_id>/codes", methods=["GET"])
@requires(Permission.PLACEMENT_READ)
@api.response(200, OutletCodePage)
def list_codes_by_api(outlet_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The codes in use; filters `q`, `status` (`retired`, `all`)."""
    rows = outlet_code_lists.rows(person(), outlets.get(outlet_id, by=person()))
    return listed(rows, orders=outlet_code_lists.ORDERS, default_order="code").envelope(lambda row: row)


@api.route("/outlets/<int:outlet_id>/codes", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(AddOutletCode)
@api.response(201, OutletCodeAnswer)
def add_code(body: dict[str, Any], outlet_id: int) -> OutletCode:
    """Write down what the till calls a placed product; 409 `code_in_use` or `code_taken` when it is ambiguous."""
    return outlet_code_changes.add(outlet_id, **body, by=person())


@api.route("/outlet-codes/<int:code_id>/change", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(ChangeOutletCode)
@api.response(200, OutletCodeAnswer)
def change_code(body: dict[str, Any], code_id: int) -> OutletCode:
    """Retire a code and add another in its place; the new one is answered."""
    return outlet_code_changes.change(code_id, **body, by=person())


@api.route("/outlet-codes/<int:code_id>/retire", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(OutletReason)
@api.response(200, OutletCodeAnswer)
def retire_code(body: dict[str, Any], code_id: int) -> OutletCode:
    """Use a code no longer; it is free for another product."""
    return outlet_code_changes.retire(code_id, **body, by=person())
