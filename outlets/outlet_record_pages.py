"""Pages that change an outlet: its record, how its stock is followed, opening it again, and who works there."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import committed
from core.forms import SchemaForm
from outlets import outlet_changes, outlet_members, outlets, words
from outlets.models import Outlet
from outlets.outlet_pages import record_choices
from outlets.outlet_profile import EDITED, POSITION, position_of
from outlets.outlet_schemas import ChangeOnPage, ChangeStockPolicy, InviteMember, OutletReason
from partnerships.regions import name_of

pages = Blueprint("outlet_records", __name__)


@pages.route("/gerai/<int:outlet_id>/ubah", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def edit(outlet_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Change the record; when somebody else changed it meanwhile, both versions stand side by side."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(ChangeOnPage, values=first_values(outlet), choices=record_choices(person()))

    def save(**typed: Any) -> Outlet:  # noqa: ANN401
        whole = {name: None for name in (*EDITED, "position") if name not in {"name", "kind", "region_code", *POSITION}}
        typed["time_zone"] = typed["time_zone"].value
        return outlet_changes.edit(outlet_id, by=person(), **{**whole, **typed})

    if request.method == "POST" and form.submit(save):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
    refusal = form.refusal
    clash = refusal is not None and refusal.code == "changed_meanwhile"
    page = render_template(
        "outlets/outlet_edit.html",
        form=form,
        outlet=outlet,
        clash=_clash(first_values(outlet), form) if clash else None,
    )
    return page, (422 if form.is_refused else 200)


def first_values(outlet: Outlet) -> dict[str, Any]:
    """What stands in the form at first."""
    values = {name: getattr(outlet, name) for name in EDITED if name not in POSITION}
    return {**values, "position": str(position_of(outlet) or "")}


def _clash(now: dict[str, Any], form: SchemaForm) -> list[tuple[str, str, str]]:
    """What stands there now beside what was typed, where they differ."""
    return [
        (form.label(name), _said(name, value), _said(name, form.values.get(name)))
        for name, value in now.items()
        if _said(name, value) != _said(name, form.values.get(name))
    ]


def _said(name: str, value: object) -> str:
    """A value of the form as its reader knows it."""
    text = "" if value is None else str(value)
    spoken = {"kind": words.kind_word, "region_code": name_of, "time_zone": words.zone_word}.get(name)
    return spoken(text) if spoken and text else text


@pages.route("/gerai/<int:outlet_id>/pencatatan-stok", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def stock_policy(outlet_id: int) -> Any:  # noqa: ANN401
    """Choose how stock is followed from now on, with a reason; refused while goods are open."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(
        ChangeStockPolicy,
        values={"stock_policy": outlet.stock_policy.value},
        choices={"stock_policy": words.stock_policy_choices()},
    )
    if request.method == "POST" and form.submit(outlet_changes.change_stock_policy, outlet_id=outlet_id, by=person()):
        flash(_("Cara mencatat stok diubah."))
        return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
    what = outlet_changes.told_open(outlet_changes.open_stock_of(outlet))
    page = render_template("outlets/stock_policy.html", form=form, outlet=outlet, what=what)
    return page, (422 if form.is_refused else 200)


@pages.route("/gerai/<int:outlet_id>/buka", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def reopen(outlet_id: int) -> Any:  # noqa: ANN401
    """Open an outlet again, with a reason."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(OutletReason)
    if request.method == "POST" and form.submit(outlet_changes.reopen, outlet_id=outlet_id, by=person()):
        flash(_("Gerai dibuka kembali."))
        return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
    texts = {
        "title": _("Buka kembali gerai"),
        "why": _("Perjanjian dan penempatan baru dapat diusulkan lagi; yang lama tetap berakhir."),
        "button": _("Buka kembali"),
    }
    back = url_for("outlets.show", outlet_id=outlet_id)
    trail = [(_("Daftar gerai"), url_for("outlets.list_outlets"))]
    page = render_template("outlets/reason.html", form=form, subject=outlet.name, back=back, trail=trail, texts=texts)
    return page, (422 if form.is_refused else 200)


@pages.route("/gerai/<int:outlet_id>/undang", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def invite(outlet_id: int) -> Any:  # noqa: ANN401
    """Invite a manager or a cashier; the link is shown once."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(InviteMember, choices={"role": words.member_role_choices()})
    if request.method == "POST":
        invited = form.submit(lambda **new: outlet_members.invite(outlet.id, by=person(), **new))
        if invited is not None:
            account, link = invited
            return render_template("outlets/invited.html", outlet=outlet, account=account, link=link)
    return render_template("outlets/invite.html", form=form, outlet=outlet), (422 if form.is_refused else 200)


@pages.post("/gerai/<int:outlet_id>/pengguna/<int:user_id>/tautan")
@requires(Permission.OUTLET_MANAGE)
def member_link(outlet_id: int, user_id: int) -> str:
    """A fresh link for somebody who works there, shown once."""
    account, link = committed(outlet_members.new_link, outlet_id, user_id, by=person())
    outlet = outlets.get(outlet_id, by=person())
    return render_template("outlets/invited.html", outlet=outlet, account=account, link=link)


@pages.post("/gerai/<int:outlet_id>/pengguna/<int:user_id>/keluarkan")
@requires(Permission.OUTLET_MANAGE)
def remove_member(outlet_id: int, user_id: int) -> Any:  # noqa: ANN401
    """Let somebody go."""
    committed(outlet_members.remove, outlet_id, user_id, by=person())
    flash(_("Pengguna dikeluarkan dan tidak lagi masuk di perangkat mana pun."))
    return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
