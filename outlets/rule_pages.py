"""Pages of the rules of requirements: the list, the history of one, the versions, the sets, and who falls short."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db, get_visible
from core.dates import today
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export
from outlets import placement_lists, rule_lists, rule_reach, rule_words, words
from outlets.models import Placement
from outlets.rule_schemas import CreateSet
from partnerships import requirement_sets, rules
from partnerships.rule_errors import UnknownRule
from partnerships.rule_models import RequirementRule, RequirementSet, RuleChange, RuleVersion

pages = Blueprint("rules", __name__)
CHANGE_ORDERS = {"newest": (RuleChange.id,)}


@pages.get("/aturan-syarat")
@requires(Permission.RULE_READ)
def list_rules() -> Any:  # noqa: ANN401 - a page or a file
    """Which requirement for which product in which outlet, of the newest version or an earlier one."""
    rows = rule_lists.rows()
    if wanted_export():
        columns = rule_lists.export_columns()
        return exported(rows, columns, name="aturan-syarat", orders=rule_lists.ORDERS, default_order="kind")
    listing = listed(rows, orders=rule_lists.ORDERS, default_order="kind", filters=rule_lists.filters())
    newest = rules.current_version()
    return render_template(
        "outlets/rules.html",
        listing=listing,
        newest=newest,
        version=rule_lists.version_asked_for() or newest,
        choices=rule_words.step_choices(),
        versions=[(str(number), str(number)) for number in range(newest, 0, -1)],
        base=rule_lists.BASE,
        words=rule_words,
    )


@pages.get("/aturan-syarat/<int:rule_id>")
@requires(Permission.RULE_READ)
def show_rule(rule_id: int) -> str:
    """One rule: what it replaced, what replaced it, and the versions in which that happened."""
    rule = get_visible(select(RequirementRule), RequirementRule, rule_id)
    if rule is None:
        raise UnknownRule
    earlier, later = [], []
    before = rule
    while before.replaces_id is not None:
        before = db.session.get_one(RequirementRule, before.replaces_id)
        earlier.append(before)
    after = select(RequirementRule).where(RequirementRule.replaces_id == rule.id).order_by(RequirementRule.id)
    later = list(db.session.execute(after).scalars())
    numbers = {number for one in (rule, *earlier, *later) for number in _versions_of(one)}
    versions = {row.number: row for row in db.session.execute(_versions().where(RuleVersion.number.in_(numbers)))}
    return render_template(
        "outlets/rule.html", rule=rule, earlier=earlier, later=later, versions=versions, words=rule_words
    )


@pages.get("/aturan-syarat/versi")
@requires(Permission.RULE_READ)
def list_versions() -> str:
    """The versions of the rules: who applied each, when and why."""
    listing = listed(_versions(), orders={"number": (RuleVersion.number,)}, default_order="-number")
    return render_template("outlets/rule_versions.html", listing=listing, words=rule_words)


@pages.get("/aturan-syarat/paket")
@requires(Permission.RULE_READ)
def list_sets() -> str:
    """The sets that chains ask for on top of the rules."""
    rows = requirement_sets.all_sets().with_only_columns(
        RequirementSet.code, RequirementSet.name, RequirementSet.description, RequirementSet.source
    )
    orders = {"name": (RequirementSet.name, RequirementSet.id)}
    listing = listed(rows, orders=orders, default_order="name")
    return render_template("outlets/rule_sets.html", listing=listing, words=rule_words)


@pages.route("/aturan-syarat/paket/baru", methods=["GET", "POST"])
@requires(Permission.RULE_MANAGE)
def new_set() -> Any:  # noqa: ANN401
    """Add a set."""
    form = SchemaForm(CreateSet)
    if request.method == "POST" and (new := form.submit(requirement_sets.create, by=person())):
        flash(_("Paket %(name)s dibuat. Tambahkan aturannya lewat perubahan aturan.", name=new.name))
        return redirect(url_for("rules.list_sets"), 303)
    return render_template("outlets/rule_set_new.html", form=form), (422 if form.is_refused else 200)


@pages.get("/aturan-syarat/penempatan")
@requires(Permission.RULE_READ)
def short_placements() -> str:
    """The active placements whose product lacks something by the rules of today. They go on; somebody should look."""
    short = rule_reach.short_of_rules(person(), today())
    rows = placement_lists.all_rows(person()).where(Placement.id.in_(short))
    listing = listed(rows, orders=placement_lists.ORDERS, default_order="outlet")
    missing = {
        placement_id: ", ".join(rule_words.kind_word(kind) for kind in kinds) for placement_id, kinds in short.items()
    }
    return render_template("outlets/rule_placements.html", listing=listing, missing=missing, words=words)


def _versions_of(rule: RequirementRule) -> set[int]:
    return {number for number in (rule.introduced_in_version, rule.ended_in_version) if number is not None}


def _versions() -> Any:  # noqa: ANN401 - a select of named columns
    return select(
        RuleVersion.number,
        RuleVersion.applied_at,
        RuleVersion.reason,
        RuleVersion.source,
        UserAccount.name.label("applied_by"),
    ).outerjoin(UserAccount, UserAccount.id == RuleVersion.applied_by_id)
