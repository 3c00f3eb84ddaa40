"""Pages of a change of the rules: preparing it step by step, seeing whom it would hit, applying or discarding it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import committed
from core.dates import today
from core.errors import NotFound, NotPermitted, Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import listed
from outlets import rule_lists, rule_reach, rule_words, words
from outlets.rule_schemas import AddStep, PrepareChange
from partnerships import rule_changes
from partnerships.pages.watch import NotADay
from partnerships.rule_errors import RulesChangedMeanwhile
from partnerships.rule_models import RuleChange
from partnerships.rule_states import RuleChangeStatus

pages = Blueprint("rule_changes", __name__)
CHANGE_ORDERS = {"newest": (RuleChange.id,)}


@pages.get("/aturan-syarat/perubahan")
@requires(Permission.RULE_READ)
def list_changes() -> str:
    """The changes of the rules, the newest first."""
    preparer = aliased(UserAccount)
    rows = (
        rule_changes.visible_to(person())
        .join(preparer, preparer.id == RuleChange.prepared_by_id)
        .with_only_columns(
            RuleChange.id,
            RuleChange.status,
            RuleChange.reason,
            RuleChange.prepared_at,
            RuleChange.applied_version,
            preparer.name.label("prepared_by"),
        )
    )
    listing = listed(rows, orders=CHANGE_ORDERS, default_order="-newest")
    return render_template("outlets/rule_changes.html", listing=listing, words=rule_words)


@pages.route("/aturan-syarat/perubahan/baru", methods=["GET", "POST"])
@requires(Permission.RULE_MANAGE)
def new() -> Any:  # noqa: ANN401
    """Begin a change: why, and by what source."""
    form = SchemaForm(PrepareChange)
    if request.method == "POST" and (change := form.submit(rule_changes.prepare, by=person())):
        return redirect(url_for("rule_changes.show", change_id=change.id, rule_id=request.args.get("rule_id")), 303)
    return render_template("outlets/rule_change_new.html", form=form), (422 if form.is_refused else 200)


@pages.route("/aturan-syarat/perubahan/<int:change_id>", methods=["GET"])
@requires(Permission.RULE_READ)
def show(change_id: int) -> str:
    """One change with its steps, and the form for the next step while it is a draft."""
    change = rule_changes.get(change_id, by=person())
    asked = request.args.get("rule_id", "")
    values = {"rule_id": asked, "move": "supersede"} if asked.isascii() and asked.isdigit() else {"move": "add"}
    return _change_page(change, _step_form(values))


@pages.post("/aturan-syarat/perubahan/<int:change_id>/langkah")
@requires(Permission.RULE_MANAGE)
def add_step(change_id: int) -> Any:  # noqa: ANN401
    """Add a step to a draft."""
    form = _step_form()
    if form.submit(lambda **told: rule_changes.add_step(change_id, by=person(), **told)):
        flash(_("Langkah ditambahkan. Lihat dampaknya sebelum menerapkan."))
        return redirect(url_for("rule_changes.show", change_id=change_id), 303)
    return _change_page(rule_changes.get(change_id, by=person()), form), 422


@pages.post("/aturan-syarat/perubahan/<int:change_id>/langkah/<int:step_id>/hapus")
@requires(Permission.RULE_MANAGE)
def remove_step(change_id: int, step_id: int) -> Response:
    """Take a step out of a draft."""
    committed(rule_changes.remove_step, change_id, step_id, by=person())
    flash(_("Langkah dihapus."))
    return redirect(url_for("rule_changes.show", change_id=change_id), 303)


@pages.get("/aturan-syarat/perubahan/<int:change_id>/dampak")
@requires(Permission.RULE_MANAGE)
def preview(change_id: int) -> Any:  # noqa: ANN401
    """Whom a draft would hit: products and producers by place, and the active placements."""
    change = rule_changes.get(change_id, by=person())
    try:
        seen = rule_reach.preview(change_id, by=person(), on=rule_lists.day_asked_for())
    except RulesChangedMeanwhile as refusal:
        return _change_page(change, _step_form(), trouble=say_refusal(refusal)), 409
    except NotADay as refusal:
        return _change_page(change, _step_form(), trouble=say_refusal(refusal)), 422
    return render_template(
        "outlets/rule_preview.html",
        change=change,
        seen=seen,
        warnings=rule_words.warnings_of(change),
        is_draft=change.status is RuleChangeStatus.DRAFT,
        words=rule_words,
        most=rule_reach.MOST_LISTED,
    )


@pages.post("/aturan-syarat/perubahan/<int:change_id>/terapkan")
@requires(Permission.RULE_MANAGE)
def apply(change_id: int) -> Any:  # noqa: ANN401
    """Make a draft the next version of the rules."""
    try:
        change = committed(rule_changes.apply, change_id, by=person())
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        refused = rule_changes.get(change_id, by=person())
        return _change_page(refused, _step_form({}), trouble=say_refusal(refusal)), 409
    short = len(rule_reach.short_of_rules(person(), today()))
    told = _("Aturan versi %(number)s diterapkan.", number=change.applied_version)
    if short:
        told += " " + ngettext(
            "%(num)s penempatan aktif belum memenuhi aturan hari ini dan tetap berjalan.",
            "%(num)s penempatan aktif belum memenuhi aturan hari ini dan tetap berjalan.",
            short,
        )
    flash(told)
    return redirect(url_for("rule_changes.show", change_id=change_id), 303)


@pages.post("/aturan-syarat/perubahan/<int:change_id>/buang")
@requires(Permission.RULE_MANAGE)
def discard(change_id: int) -> Response:
    """Put a draft aside for good."""
    committed(rule_changes.discard, change_id, by=person())
    flash(_("Perubahan dibuang. Aturan tidak berubah."))
    return redirect(url_for("rule_changes.list_changes"), 303)


def _change_page(change: RuleChange, form: SchemaForm, trouble: str = "") -> str:
    return render_template(
        "outlets/rule_change.html",
        change=change,
        form=form,
        trouble=trouble,
        is_draft=change.status is RuleChangeStatus.DRAFT,
        warnings=rule_words.warnings_of(change),
        history=words.timeline("rule_change", change.id),
        words=rule_words,
    )


def _step_form(values: dict[str, Any] | None = None) -> SchemaForm:
    return SchemaForm(AddStep, values, choices={**rule_words.step_choices(), "rule_id": rule_words.rule_choices()})
