"""Pages of pull lists and holds: what an outlet takes off its shelf, why a placement is held, how it is overridden."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Permission
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from core.listing import Column, exported, listed, wanted_export, whole_number_argument
from outlets import hold_overrides, holds, placements, pull_list, pull_words, words
from outlets.pull_list import PullState
from outlets.pull_models import PlacementHold
from outlets.pull_schemas import AskOverride, GrantOverride, MarkPulled
from partnerships.lists import chosen
from partnerships.words import source_choices

pages = Blueprint("pull_lists", __name__)
STATES = {"todo", *PullState}


@pages.get("/gerai/penarikan")
@requires(Permission.PLACEMENT_READ)
def entries() -> Any:  # noqa: ANN401 - a page or a file
    """The pull lists one sees: of one's outlet, or of every outlet in one's regions."""
    filters = {"state": chosen("state", STATES.__contains__)}
    outlet_id = whole_number_argument("outlet_id", 0, 10**9)
    rows = pull_list.rows(person(), state=filters["state"], outlet_id=outlet_id)
    if wanted_export():
        return exported(rows, columns(), name="penarikan", orders=pull_list.ORDERS, default_order="deadline")
    listing = listed(rows, orders=pull_list.ORDERS, default_order="deadline", filters=filters)
    return render_template("outlets/pull_list.html", listing=listing, pull_words=pull_words)


def columns() -> list[Column]:
    """What a pull list exports."""
    return [
        Column(_("Nomor"), lambda row: row.id),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Izin yang berakhir"), lambda row: pull_words.kind_word(row.kind)),
        Column(_("Batas waktu"), lambda row: row.deadline.isoformat()),
        Column(_("Status"), lambda row: pull_words.state_word(row.state)),
        Column(_("Ditarik pada"), lambda row: row.pulled_on.isoformat() if row.pulled_on else ""),
        Column(_("Jumlah ditarik (pcs)"), lambda row: row.pulled_quantity),
    ]


@pages.get("/gerai/penarikan/<int:entry_id>")
@requires(Permission.PLACEMENT_READ)
def entry(entry_id: int) -> Any:  # noqa: ANN401
    """One line of a pull list: why, by when, and the form to say it is done."""
    return entry_page(entry_id, SchemaForm(MarkPulled, {"pulled_on": today().isoformat()}, choices=pull_choices()))


@pages.post("/gerai/penarikan/<int:entry_id>/ditarik")
@requires(Permission.SALE_REPORT)
def mark_pulled(entry_id: int) -> Any:  # noqa: ANN401
    """Note that a product was taken off the shelf."""
    pull_list.get(entry_id, by=person())
    form = SchemaForm(MarkPulled, choices=pull_choices())
    if form.submit(lambda **told: pull_list.mark_pulled(entry_id, by=person(), **told)):
        flash(_("Penarikan dicatat."))
        return redirect(url_for("pull_lists.entries", state="todo"), 303)
    return entry_page(entry_id, form), 422


def pull_choices() -> dict[str, list[tuple[str, str]]]:
    """What the form offers staff, who say how they know."""
    return {"source": [choice for choice in source_choices() if choice[0] != "self"]}


def entry_page(entry_id: int, form: SchemaForm) -> str:
    """The page of one line."""
    user = person()
    found = pull_list.get(entry_id, by=user)
    state = pull_list.state_of(found)
    may_mark = user.may(Permission.SALE_REPORT) and (user.is_staff or user.role in OUTLET_ROLES)
    return render_template(
        "outlets/pull_entry.html",
        form=form,
        entry=found,
        state=state,
        asks=may_mark and state in pull_list.TO_DO,
        may_see_hold=user.may(Permission.PLACEMENT_READ),
        pull_words=pull_words,
        source_word=words.source_word,
    )


@pages.get("/penempatan/<int:placement_id>/penahanan")
@requires(Permission.PLACEMENT_READ)
def of_placement(placement_id: int) -> Any:  # noqa: ANN401
    """Why deliveries to a placement are stopped, since when, and what lifted it."""
    return holds_page(placement_id, SchemaForm(AskOverride))


@pages.post("/penahanan/<int:hold_id>/pengecualian")
@requires(Permission.PLACEMENT_PROPOSE)
def ask_override(hold_id: int) -> Any:  # noqa: ANN401
    """Ask that a hold be overridden, with a reason."""
    hold = holds.get(hold_id, by=person())
    form = SchemaForm(AskOverride)
    if form.submit(lambda reason: hold_overrides.ask(hold_id, by=person(), reason=reason)):
        flash(_("Pengecualian diminta. Petugas lain perlu menyetujuinya."))
        return redirect(url_for("pull_lists.of_placement", placement_id=hold.placement_id), 303)
    return holds_page(hold.placement_id, form), 422


@pages.post("/penahanan/<int:hold_id>/pengecualian/setujui")
@requires(Permission.REQUIREMENT_DECIDE)
def grant_override(hold_id: int) -> Any:  # noqa: ANN401
    """Grant an override that somebody else asked for."""
    hold = holds.get(hold_id, by=person())
    form = SchemaForm(GrantOverride)
    if form.submit(lambda: hold_overrides.grant(hold_id, by=person())):
        flash(_("Pengecualian disetujui; produk boleh dikirim dan dijual lagi."))
        return redirect(url_for("pull_lists.of_placement", placement_id=hold.placement_id), 303)
    return holds_page(hold.placement_id, form), 422


@pages.post("/penahanan/<int:hold_id>/pengecualian/tolak")
@requires(Permission.PLACEMENT_PROPOSE)
def refuse_override(hold_id: int) -> Any:  # noqa: ANN401
    """Refuse an override, or take one's own back."""
    hold = holds.get(hold_id, by=person())
    form = SchemaForm(GrantOverride)
    if form.submit(lambda: hold_overrides.refuse(hold_id, by=person())):
        flash(_("Permintaan pengecualian dibatalkan."), "info")
        return redirect(url_for("pull_lists.of_placement", placement_id=hold.placement_id), 303)
    return holds_page(hold.placement_id, form), 422


def holds_page(placement_id: int, form: SchemaForm) -> str:
    """The page of a placement's holds."""
    placement = placements.get(placement_id, by=person())
    found = holds.of_placement(placement.id)
    return render_template(
        "outlets/holds.html",
        form=form,
        placement=placement,
        holds=found,
        open_holds=[hold for hold in found if hold.is_open],
        asked_by=names_of(found),
        history=words.timeline("placement", placement.id),
        pull_words=pull_words,
    )


def names_of(found: list[PlacementHold]) -> dict[int, str]:
    """The names of whoever asked for an override or granted one."""
    ids = {user_id for hold in found for user_id in (hold.override_asked_by_id, hold.overridden_by_id) if user_id}
    rows = db.session.execute(select(UserAccount.id, UserAccount.name).where(UserAccount.id.in_(ids)))
    return {row.id: row.name for row in rows}
