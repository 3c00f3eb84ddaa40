"""Who may sign in, for whoever manages accounts: list, invite, regions, role, switch off and on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from accounts import audit, outbox, people, second_step, sessions
from accounts.access import person, requires
from accounts.models import UserAccount, UserRegion, UserSession
from accounts.permissions import ROLE_LABELS, STAFF, Permission, Role
from accounts.regions import lines_of, name_of_region
from accounts.schemas import Invitation, OtherRegions, OtherRole
from accounts.sign_in_pages import refused
from core.database import committed
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export
from core.wording import N_

STATUS_LABELS = {"active": N_("Aktif"), "invited": N_("Diundang"), "inactive": N_("Nonaktif")}

people_pages = Blueprint("people", __name__)


def status_column() -> ColumnElement[str]:
    """`active`, `invited` while no password is set, or `inactive`."""
    return case((~UserAccount.is_active, "inactive"), (UserAccount.password_hash.is_(None), "invited"), else_="active")


def shown_people(q: str, role: str, status: str) -> Select[Any]:
    """The accounts the reader may see, narrowed by what the address asks for."""
    regions = (
        select(func.string_agg(UserRegion.region_code, aggregate_order_by(", ", UserRegion.region_code)))
        .where(UserRegion.user_id == UserAccount.id)
        .scalar_subquery()
    )
    seen = select(func.max(UserSession.last_seen_at)).where(UserSession.user_id == UserAccount.id).scalar_subquery()
    rows = people.visible_to(person()).with_only_columns(
        UserAccount.id,
        UserAccount.name,
        UserAccount.email,
        UserAccount.role,
        UserAccount.works_everywhere,
        regions.label("region_codes"),
        status_column().label("status"),
        seen.label("seen_at"),
    )
    if q:
        rows = rows.where(
            UserAccount.name.icontains(q, autoescape=True) | UserAccount.email.icontains(q, autoescape=True)
        )
    if role in ROLE_LABELS:
        rows = rows.where(UserAccount.role == Role(role))
    if status in STATUS_LABELS:
        rows = rows.where(status_column() == status)
    return rows


@people_pages.get("/pengguna")
@requires(Permission.ACCOUNT_MANAGE)
def list_people() -> Any:  # noqa: ANN401
    """The people who may sign in."""
    filters = {name: request.args.get(name, "").replace("\x00", "")[:100] for name in ("q", "role", "status")}
    rows = shown_people(**filters)
    orders = {
        "name": [func.lower(UserAccount.name), UserAccount.id],
        "email": [func.lower(UserAccount.email)],
        "role": [UserAccount.role, UserAccount.id],
    }
    if wanted_export():
        columns = [
            Column(_("Nama"), lambda row: row.name),
            Column(_("Surel"), lambda row: row.email),
            Column(_("Peran"), lambda row: speak(ROLE_LABELS[row.role])),
            Column(_("Wilayah kerja"), lambda row: row.region_codes or ""),
            Column(_("Status"), lambda row: speak(STATUS_LABELS[row.status])),
        ]
        return exported(rows, columns, name="pengguna", orders=orders, default_order="name")
    listing = listed(rows, orders=orders, default_order="name", filters=filters)
    return render_template(
        "accounts/people.html", listing=listing, status_labels=STATUS_LABELS, region_name=name_of_region
    )


@people_pages.route("/pengguna/undang", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def invite() -> Any:  # noqa: ANN401
    """Invite a colleague; producers and outlets invite theirs from their own pages."""
    form = SchemaForm(Invitation, choices={"role": staff_roles()})
    if request.method == "POST":
        invited = form.submit(lambda regions, **new: people.invite_staff(regions=lines_of(regions), by=person(), **new))
        if invited is not None:
            account, link = invited
            return render_template("accounts/link_ready.html", account=account, link=link, invited=True)
    return refused(form, "accounts/invite.html")


def staff_roles() -> list[tuple[str, str]]:
    """The roles of the agency, to choose from."""
    return [(role.value, speak(label)) for role, label in ROLE_LABELS.items() if role in STAFF]


@people_pages.get("/pengguna/<int:user_id>")
@requires(Permission.ACCOUNT_MANAGE)
def show(user_id: int) -> Any:  # noqa: ANN401
    """One person: what they may do, where they are signed in, what happened to the account."""
    account = people.get(user_id, by=person())
    return render_template(
        "accounts/person.html",
        account=account,
        status="inactive" if not account.is_active else "active" if account.password_hash else "invited",
        status_labels=STATUS_LABELS,
        regions=[name_of_region(code) for code in account.region_codes],
        sessions=sessions.live_sessions(account),
        tokens=sessions.live_tokens(account),
        waiting=outbox.waiting_for(account),
        history=audit.timeline("user_account", account.id),
    )


@people_pages.route("/pengguna/<int:user_id>/peran", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def change_role(user_id: int) -> Any:  # noqa: ANN401
    """Give a person another role of the same kind."""
    account = people.get(user_id, by=person())
    roles = [(role.value, speak(ROLE_LABELS[role])) for role in people.roles_like(account.role)]
    form = SchemaForm(OtherRole, {"role": account.role.value}, choices={"role": roles})
    if request.method == "POST" and form.submit(people.change_role, user_id=user_id, by=person()):
        flash(_("Peran diganti. Semua perangkat dan token orang ini sudah dikeluarkan."))
        return redirect(url_for("people.show", user_id=user_id), code=303)
    return conflict_or(form, "accounts/person_role.html", account=account)


@people_pages.route("/pengguna/<int:user_id>/wilayah", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def change_regions(user_id: int) -> Any:  # noqa: ANN401
    """Say where a member of staff works."""
    account = people.get(user_id, by=person())
    form = SchemaForm(OtherRegions, {"regions": "\n".join(map(name_of_region, account.region_codes))})
    if request.method == "POST" and form.submit(
        lambda regions: people.change_regions(user_id, regions=lines_of(regions), by=person())
    ):
        flash(_("Wilayah kerja disimpan."))
        return redirect(url_for("people.show", user_id=user_id), code=303)
    return conflict_or(form, "accounts/person_regions.html", account=account)


def conflict_or(form: SchemaForm, template: str, **context: Any) -> Any:  # noqa: ANN401
    """The form shown again; a refusal of the state of things, not of the input, keeps its status 409."""
    page, status, headers = refused(form, template, **context)
    return page, 409 if form.refusal is not None and form.problems else status, headers


@people_pages.post("/pengguna/<int:user_id>/nonaktifkan")
@requires(Permission.ACCOUNT_MANAGE)
def deactivate(user_id: int) -> Any:  # noqa: ANN401
    """Switch an account off."""
    committed(people.deactivate, user_id, by=person())
    flash(_("Akun dinonaktifkan. Semua perangkat dan token orang ini sudah dikeluarkan."))
    return redirect(url_for("people.show", user_id=user_id), code=303)


@people_pages.post("/pengguna/<int:user_id>/aktifkan")
@requires(Permission.ACCOUNT_MANAGE)
def reactivate(user_id: int) -> Any:  # noqa: ANN401
    """Switch an account on again."""
    committed(people.reactivate, user_id, by=person())
    flash(_("Akun aktif kembali."))
    return redirect(url_for("people.show", user_id=user_id), code=303)


@people_pages.post("/pengguna/<int:user_id>/keluarkan")
@requires(Permission.ACCOUNT_MANAGE)
def sign_out_everywhere(user_id: int) -> Any:  # noqa: ANN401
    """End every session and token of a person."""
    committed(people.sign_out_everywhere, user_id, by=person())
    flash(_("Semua perangkat dan token orang ini sudah dikeluarkan."))
    return redirect(url_for("people.show", user_id=user_id), code=303)


@people_pages.post("/pengguna/<int:user_id>/tautan")
@requires(Permission.ACCOUNT_MANAGE)
def new_link(user_id: int) -> Any:  # noqa: ANN401
    """Make a link for somebody; it is shown on this answer and never again."""
    link = committed(people.new_link, user_id, by=person())
    account = people.get(user_id, by=person())
    return render_template(
        "accounts/link_ready.html", account=account, link=link, invited=account.password_hash is None
    )


@people_pages.post("/pengguna/<int:user_id>/matikan-verifikasi")
@requires(Permission.ACCOUNT_MANAGE)
def second_step_off(user_id: int) -> Any:  # noqa: ANN401
    """Take away the second step of somebody whose phone is lost; every session and token ends."""

    def verb() -> None:
        account = people.get(user_id, by=person(), for_update=True)
        second_step.switch_off(account, by=person(), required=True)
        sessions.end_all(account)

    committed(verb)
    flash(_("Verifikasi dua langkah dimatikan. Orang ini mengaturnya lagi saat masuk."))
    return redirect(url_for("people.show", user_id=user_id), code=303)
