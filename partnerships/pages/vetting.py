"""The desk where documents are verified: the queue, and one case after another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from accounts.sent_once import once
from core.database import committed, db
from core.dates import now
from core.forms import SchemaForm
from core.languages import say, speak
from core.listing import id_in, listed
from partnerships import (
    case_file,
    evidence_reading,
    halal_watch,
    producers,
    refusal_words,
    requirements,
    risk,
    vetting,
    vetting_queue,
    words,
)
from partnerships.models import Requirement
from partnerships.pages.requirements import shown
from partnerships.regions import name_of
from partnerships.requirement_kinds import LABEL_HINTS, LABEL_ITEMS
from partnerships.schemas import Decide
from partnerships.states import Decision, RequirementStatus
from partnerships.vetting_queue import AGE_LABELS, ORDERS, RISK_LABELS, Narrowed
from partnerships.vetting_schemas import ChosenDocuments, DeclineWaiver

pages = Blueprint("vetting", __name__)


@pages.get("/verifikasi-dokumen")
@requires(Permission.REQUIREMENT_READ)
def queue() -> Any:  # noqa: ANN401 - a page or a redirect
    """The documents that wait, oldest first unless another order is asked for."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    view = vetting_queue.narrowed()
    counted = vetting_queue.counts(person(), view)
    listing = listed(
        vetting_queue.queue(person(), view),
        orders=ORDERS,
        default_order=vetting_queue.OLDEST_FIRST,
        filters=view.filters(),
        total=counted.shown,
    )
    return render_template(
        "partnerships/vetting_queue.html",
        listing=listing,
        view=view,
        counted=counted,
        choices=_filter_choices(counted),
        at=now(),
        name_of=name_of,
        words=words,
        risk=risk,
        risk_labels={level.value: speak(label) for level, label in RISK_LABELS.items()},
        say=say,
        first=vetting_queue.next_case(person(), view),
        reviews=halal_watch.open_count(person()),
    )


@pages.post("/verifikasi-dokumen/setujui")
@requires(Permission.REQUIREMENT_DECIDE)
def accept_chosen() -> Any:  # noqa: ANN401
    """Accept the documents ticked in the queue; a page tells what became of each."""
    form = SchemaForm(ChosenDocuments)
    chosen = [pair for text in form.values.get("chosen", []) if (pair := _id_and_version(text))]
    if not chosen:
        flash(_("Pilih dahulu dokumen yang akan disetujui."))
        return redirect(url_for("vetting.queue"), 303)
    results = committed(vetting.accept_many, chosen[:200], by=person())
    documents = {result.requirement_id: _seen(result.requirement_id) for result in results}
    return render_template(
        "partnerships/vetting_results.html", results=results, documents=documents, words=words, say=say
    )


@pages.route("/verifikasi-dokumen/<int:requirement_id>", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_DECIDE)
def case(requirement_id: int) -> Any:  # noqa: ANN401
    """One document beside its evidence, warnings first; after the decision the next case opens."""
    requirement = requirements.get(requirement_id, by=person())
    view = vetting_queue.narrowed()
    form = _decision_form(requirement)

    def decide(**decided: Any) -> Requirement:  # noqa: ANN401
        if requirement.kind == vetting.LABEL_CHECK and decided["label_items"] is None:
            decided["label_items"] = []
        return vetting.decide(requirement_id, by=person(), **decided)

    if request.method == "POST":
        following = vetting_queue.next_case(person(), view, after=requirement)
        if form.submit(
            once(decide, lambda decided: url_for("vetting.case", requirement_id=decided.id, **view.address()))
        ):
            flash(_told_of(requirement))
            return _on_to(following, view, done=requirement)
    return _case_page(requirement, view, form)


@pages.post("/verifikasi-dokumen/<int:requirement_id>/pengecualian")
@requires(Permission.REQUIREMENT_DECIDE)
def decline_waiver(requirement_id: int) -> Any:  # noqa: ANN401
    """Say no to a waiver that was asked for; the case stays open for an ordinary decision."""
    requirement = requirements.get(requirement_id, by=person())
    view = vetting_queue.narrowed()
    declined = SchemaForm(DeclineWaiver)
    if declined.submit(lambda reason: vetting.decline_waiver(requirement_id, by=person(), reason=reason)):
        flash(_("Permintaan pengecualian tidak disetujui. Dokumen tetap menunggu keputusan."))
        return redirect(url_for("vetting.case", requirement_id=requirement_id, **view.address()), 303)
    form = _decision_form(requirement)
    form.errors, form.problems = declined.errors, declined.problems
    return _case_page(requirement, view, form)


def _case_page(requirement: Requirement, view: Narrowed, form: SchemaForm) -> Any:  # noqa: ANN401
    waits = requirement.status is RequirementStatus.SUBMITTED
    page = render_template(
        "partnerships/vetting_case.html",
        form=form,
        view=view,
        waits=waits,
        own=requirement.submitted_by_id == person().id or producers.is_member(person(), requirement.producer_id),
        asked_here=requirement.waiver_asked_by_id == person().id,
        waiver_asker=_account_name(requirement.waiver_asked_by_id),
        choices=decision_choices(waivable=requirement.waiver_asked_by_id != person().id),
        reasons=refusal_words.reason_choices(requirement.kind),
        label_choices=_label_choices() if requirement.kind == vetting.LABEL_CHECK else [],
        name_of=name_of,
        place=vetting_queue.place_of(person(), requirement, view),
        siblings=case_file.siblings(requirement),
        sharers=case_file.sharers(requirement, person()),
        looks=evidence_reading.looks_at(requirement),
        risk=risk,
        risk_labels={level.value: speak(label) for level, label in RISK_LABELS.items()},
        say=say,
        done=_just_decided(),
        refusal_words=refusal_words,
        **shown(requirement),
    )
    return page, (422 if form.is_refused else 200)


def _decision_form(requirement: Requirement) -> SchemaForm:
    """The form of a decision; what the producer ticked on its label is ticked at first."""
    values: dict[str, Any] = {"version": requirement.version}
    if requirement.kind == vetting.LABEL_CHECK:
        values["label_items"] = [item for item in LABEL_ITEMS if requirement.details.get(item) is True]
    return SchemaForm(Decide, values)


def _on_to(following: int | None, view: Narrowed, *, done: Requirement) -> Response:
    """On to the next case with the same filter, or back to the queue; what was refused can be told from there."""
    told = {"done": done.id} if done.status in refusal_words.REFUSED else {}
    if following is None:
        return redirect(url_for("vetting.queue", **view.address()), 303)
    return redirect(url_for("vetting.case", requirement_id=following, **view.address(), **told), 303)


def _told_of(requirement: Requirement) -> str:
    if requirement.status is RequirementStatus.SUBMITTED:
        return _("Permintaan pengecualian disimpan. Verifikator lain yang memutuskannya.")
    return _("Keputusan disimpan.")


def _just_decided() -> Requirement | None:
    """The document decided a moment ago, when it was refused and the owner may be told."""
    decided = id_in(request.args.get("done"))
    found = _seen(decided) if decided is not None else None
    return found if found is not None and found.status in refusal_words.REFUSED else None


def _seen(requirement_id: int) -> Requirement | None:
    """A document as far as this person may see it."""
    rows = requirements.visible_to(person()).where(Requirement.id == requirement_id)
    return db.session.execute(rows).scalar_one_or_none()


def _account_name(user_id: int | None) -> str:
    user = db.session.get(UserAccount, user_id) if user_id is not None else None
    return user.name if user is not None else ""


def _id_and_version(text: str) -> tuple[int, int] | None:
    """The id and version of one ticked box; None for what is not two numbers."""
    parts = text.split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return int(parts[0]), int(parts[1])


def _filter_choices(counted: vetting_queue.Counts) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, with how many wait behind each choice; choices with nothing behind them are left out."""

    def numbered(name: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
        found = counted.of[name]
        return [
            (code, f"{label} ({found[code]})")
            for code, label in choices
            if found.get(code) or request.args.get(name) == code
        ]

    regions: dict[str, int] = {}
    for code, number in counted.of["region"].items():
        for area in {code[:2], code}:
            regions[area] = regions.get(area, 0) + number
    areas = [(code, f"{name_of(code)} ({regions[code]})") for code in sorted(regions) if regions[code]]
    return {
        "region": areas,
        "kind": numbered("kind", words.kind_choices()),
        "risk": numbered("risk", [(level.value, speak(label)) for level, label in RISK_LABELS.items()]),
        "age": numbered("age", [(age.value, speak(label)) for age, label in AGE_LABELS.items()]),
    }


def _label_choices() -> list[tuple[str, str, str]]:
    return [(item, speak(label), speak(LABEL_HINTS[item])) for item, label in LABEL_ITEMS.items()]


def decision_choices(*, waivable: bool) -> list[tuple[str, ...]]:
    """The decisions with what each of them means for the producer."""
    choices: list[tuple[str, ...]] = [
        (Decision.ACCEPTED.value, _("Setujui"), _("Sudah sesuai.")),
        (Decision.RETURNED.value, _("Kembalikan untuk perbaikan"), _("Pemohon memperbaiki lalu mengajukan lagi.")),
        (Decision.REJECTED.value, _("Tolak"), _("Tidak dapat diperbaiki.")),
    ]
    if waivable:
        choices.append(
            (
                Decision.WAIVED.value,
                _("Kecualikan"),
                _("Tidak diperlukan untuk usaha ini, dengan alasan dan petugas kedua."),
            )
        )
    return choices
