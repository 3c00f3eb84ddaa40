"""Pages of shelf slots: the queue and why, asking for a place, giving and ending turns, and the summaries."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.access import person, public, requires
from accounts.permissions import Permission, Role
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from core.languages import speak
from core.listing import exported, listed, wanted_export
from outlets import outlets, shelf_fairness, shelf_lists, shelf_slots, shelf_turns
from outlets.models import Outlet
from outlets.outlet_schemas import OutletReason
from outlets.shelf_models import ShelfSlot
from outlets.shelf_schemas import (
    AskForTurn,
    ChangeShelfSlot,
    DecideException,
    EndRunningTurn,
    EndTurn,
    GiveTurn,
    OpenShelfSlot,
)
from outlets.shelf_states import EXCEPTION_LABELS, TURN_LABELS
from partnerships.models import Producer
from partnerships.words import category_choices, source_choices

pages = Blueprint("shelves", __name__)


def grounds() -> dict[str, str]:
    """The grounds of exceptions, by code, in the reader's language."""
    return {ground.value: speak(label) for ground, label in EXCEPTION_LABELS.items()}


@pages.get("/rak-bergilir")
@requires(Permission.SHELF_READ)
def list_slots() -> Any:  # noqa: ANN401 - a page or a file
    """The slots this person may see."""
    rows = shelf_lists.rows(person())
    if wanted_export():
        columns = shelf_lists.export_columns()
        return exported(rows, columns, name="rak-bergilir", orders=shelf_lists.ORDERS, default_order="outlet")
    listing = listed(rows, orders=shelf_lists.ORDERS, default_order="outlet", filters=shelf_lists.filters())
    return render_template(
        "outlets/shelf_slots.html",
        listing=listing,
        places=_outlets_with_slots(),
        categories=category_choices(),
        states=[(shelf_lists.OPEN, _("Masih dibuka")), (shelf_lists.OVER, _("Sudah berakhir"))],
        undecided=_undecided() if person().may(Permission.SHELF_MANAGE) else 0,
    )


def _outlets_with_slots() -> list[tuple[str, str]]:
    """The outlets whose slots this person sees, to choose among."""
    seen = shelf_slots.visible_to(person()).with_only_columns(ShelfSlot.outlet_id)
    rows = select(Outlet.id, Outlet.name).where(Outlet.id.in_(seen)).order_by(func.lower(Outlet.name), Outlet.id)
    return [(str(row.id), row.name) for row in db.session.execute(rows)]


def _undecided() -> int:
    """How many turns out of order wait for this person."""
    rows = shelf_turns.exceptions_to_decide(person()).with_only_columns(func.count())
    return int(db.session.execute(rows).scalar_one())


@pages.get("/rak-bergilir/giliran")
@requires(Permission.SHELF_READ)
def list_turns() -> Any:  # noqa: ANN401
    """The turns this person may see, on all slots."""
    rows = shelf_lists.turn_rows(person())
    orders = shelf_lists.TURN_ORDERS
    if wanted_export():
        columns = shelf_lists.turn_export_columns()
        return exported(rows, columns, name="giliran-rak", orders=orders, default_order="-starts")
    return render_template(
        "outlets/shelf_turns.html",
        listing=listed(rows, orders=orders, default_order="-starts", filters=shelf_lists.turn_filters()),
        statuses=[(code, speak(label)) for code, label in TURN_LABELS.items()],
        kinds=[("in_turn", _("Sesuai urutan")), ("exception", _("Di luar urutan"))],
        grounds=grounds(),
    )


@pages.get("/rak-bergilir/per-gerai")
@requires(Permission.SHELF_COMPARE)
def by_outlet() -> Any:  # noqa: ANN401
    """How the slots of each outlet went round."""
    rows = shelf_fairness.by_outlet(person())
    orders = shelf_fairness.BY_OUTLET
    if wanted_export():
        columns = shelf_fairness.export_columns()
        return exported(rows, columns, name="rak-bergilir-per-gerai", orders=orders, default_order="outlet")
    listing = listed(rows, orders=orders, default_order="outlet")
    return render_template("outlets/shelf_by_outlet.html", listing=listing)


@pages.get("/rak-bergilir/ringkasan")
@public
def fairness() -> str:
    """How fairly the slots go round, for everybody."""
    return render_template(
        "outlets/shelf_fairness.html",
        fairness=shelf_fairness.summary(),
        grounds=grounds(),
        fewest=shelf_fairness.FEWEST,
    )


@pages.route("/rak-bergilir/baru", methods=["GET", "POST"])
@requires(Permission.SHELF_MANAGE)
def new_slot() -> Any:  # noqa: ANN401 - a page or a redirect
    """Open a slot."""
    here = outlets.still_open(outlets.visible_to(person())).order_by(func.lower(Outlet.name), Outlet.id)
    choices = [(str(outlet.id), outlet.name) for outlet in db.session.execute(here).scalars()]
    form = SchemaForm(
        OpenShelfSlot,
        values={"starts_on": today().isoformat(), "places": "1", "turn_days": "30"},
        choices={"outlet_id": choices, "category": category_choices()},
    )
    if request.method == "POST" and (slot := form.submit(shelf_slots.open_slot, by=person())):
        flash(_("Rak bergilir dibuka. Pelaku UMKM dapat meminta giliran."))
        return redirect(url_for("shelves.show", slot_id=slot.id), 303)
    return render_template("outlets/shelf_slot_new.html", form=form), (422 if form.is_refused else 200)


@pages.route("/rak-bergilir/<int:slot_id>/ubah", methods=["GET", "POST"])
@requires(Permission.SHELF_MANAGE)
def change_slot(slot_id: int) -> Any:  # noqa: ANN401
    """Change a slot; turns that were given stay as they are."""
    slot = shelf_slots.get(slot_id, by=person())
    ends_on = slot.ends_on.isoformat() if slot.ends_on else ""
    values = {"name": slot.name, "places": str(slot.places), "turn_days": str(slot.turn_days), "ends_on": ends_on}
    form = SchemaForm(ChangeShelfSlot, values=values)
    if request.method == "POST" and form.submit(shelf_slots.change_slot, slot_id=slot_id, by=person()):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("shelves.show", slot_id=slot_id), 303)
    return render_template("outlets/shelf_slot_change.html", form=form, slot=slot), (422 if form.is_refused else 200)


@pages.get("/rak-bergilir/<int:slot_id>")
@requires(Permission.SHELF_READ)
def show(slot_id: int) -> str:
    """One slot: its rule, its queue and why, its turns and every exception."""
    slot = shelf_slots.get(slot_id, by=person())
    return render_template(
        "outlets/shelf_slot.html",
        shown=shelf_lists.shown(slot, to=person()),
        slot=slot,
        categories=dict(category_choices()),
        grounds=grounds(),
        statuses={code: speak(label) for code, label in TURN_LABELS.items()},
        is_producer=person().role is Role.PRODUCER,
        today=today(),
    )


@pages.route("/rak-bergilir/<int:slot_id>/minta", methods=["GET", "POST"])
@requires(Permission.SHELF_ASK)
def ask(slot_id: int) -> Any:  # noqa: ANN401
    """Join the queue."""
    slot = shelf_slots.get(slot_id, by=person())
    rows = shelf_slots.may_be_asked_for(slot, by=person()).order_by(func.lower(Producer.name), Producer.id)
    choices = [(str(one.id), one.name) for one in db.session.execute(rows).scalars()]
    form = SchemaForm(
        AskForTurn,
        values={"producer_id": choices[0][0] if len(choices) == 1 else ""},
        choices={"producer_id": choices, "source": source_choices()},
    )
    if request.method == "POST" and form.submit(shelf_slots.ask, slot_id=slot_id, by=person()):
        flash(_("Permintaan dicatat. Urutan dan alasannya tampil di halaman ini."))
        return redirect(url_for("shelves.show", slot_id=slot_id), 303)
    page = render_template("outlets/shelf_ask.html", form=form, slot=slot, is_producer=person().role is Role.PRODUCER)
    return page, (422 if form.is_refused else 200)


@pages.route("/rak-bergilir/<int:slot_id>/giliran", methods=["GET", "POST"])
@requires(Permission.SHELF_MANAGE)
def give(slot_id: int) -> Any:  # noqa: ANN401
    """Give a free place: to who is next, or out of order for a reason."""
    slot = shelf_slots.get(slot_id, by=person())
    queue = shelf_lists.shown(slot, to=person()).queue
    form = SchemaForm(
        GiveTurn,
        values={"request_id": str(queue[0].request_id) if queue else "", "starts_on": today().isoformat()},
        choices={
            "request_id": [(str(one.request_id), f"{one.place}. {one.producer_name}") for one in queue],
            "ground": list(grounds().items()),
        },
    )
    if request.method == "POST" and (turn := form.submit(shelf_turns.give, slot_id=slot_id, by=person())):
        waits = turn.rank > 1
        flash(_("Pengecualian menunggu putusan petugas kedua.") if waits else _("Giliran diberikan."))
        return redirect(url_for("shelves.show", slot_id=slot_id), 303)
    page = render_template("outlets/shelf_give.html", form=form, slot=slot)
    return page, (422 if form.is_refused else 200)


@pages.route("/rak-bergilir/giliran/<int:shelf_turn_id>/putusan", methods=["GET", "POST"])
@requires(Permission.SHELF_MANAGE)
def decide(shelf_turn_id: int) -> Any:  # noqa: ANN401
    """Approve or decline an exception, as the second person."""
    turn = shelf_turns.get(shelf_turn_id, by=person())
    form = SchemaForm(DecideException)
    if request.method == "POST" and form.submit(shelf_turns.decide, turn_id=shelf_turn_id, by=person()):
        flash(_("Putusan dicatat."))
        return redirect(url_for("shelves.show", slot_id=turn.slot_id), 303)
    page = render_template("outlets/shelf_decide.html", form=form, turn=turn, grounds=grounds())
    return page, (422 if form.is_refused else 200)


@pages.route("/rak-bergilir/giliran/<int:shelf_turn_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.SHELF_MANAGE)
def end_turn(shelf_turn_id: int) -> Any:  # noqa: ANN401
    """End a turn earlier, or cancel one that has not begun, with a reason."""
    turn = shelf_turns.get(shelf_turn_id, by=person())
    has_begun = turn.starts_on <= today()
    form = SchemaForm(EndRunningTurn if has_begun else EndTurn, values={"last_day": today().isoformat()})
    if request.method == "POST" and form.submit(shelf_turns.end_early, turn_id=shelf_turn_id, by=person()):
        flash(_("Giliran diakhiri; tempatnya dapat diberikan lagi."))
        return redirect(url_for("shelves.show", slot_id=turn.slot_id), 303)
    page = render_template("outlets/shelf_end.html", form=form, turn=turn, has_begun=has_begun)
    return page, (422 if form.is_refused else 200)


@pages.route("/rak-bergilir/permintaan/<int:shelf_request_id>/tarik", methods=["GET", "POST"])
@requires(Permission.SHELF_ASK)
def withdraw(shelf_request_id: int) -> Any:  # noqa: ANN401
    """Leave the queue, with a reason."""
    asked = shelf_slots.get_request(shelf_request_id, by=person())
    back = url_for("shelves.show", slot_id=asked.slot_id)
    form = SchemaForm(OutletReason)
    if request.method == "POST" and form.submit(shelf_slots.withdraw, request_id=shelf_request_id, by=person()):
        flash(_("Permintaan ditarik."))
        return redirect(back, 303)
    texts = {
        "title": _("Tarik permintaan"),
        "why": _("Permintaan keluar dari antrean. Bila meminta lagi, tanggalnya dihitung dari hari itu."),
        "button": _("Tarik"),
    }
    trail = [(asked.slot.name, back)]
    page = render_template(
        "outlets/reason.html", form=form, subject=asked.producer.name, back=back, trail=trail, texts=texts
    )
    return page, (422 if form.is_refused else 200)
