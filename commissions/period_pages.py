"""Pages of months: the list, what a close would write down, the close itself, and how far it is."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import history_of
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import asked_jobs
from commissions.closing import CLOSE, ask_for_close
from commissions.models import PeriodStatus
from commissions.months import known_month
from commissions.previewing import Preview, months, preview
from commissions.sales_file_jobs import POST, READ
from commissions.statement_batches import BATCH
from commissions.statement_notices import TELL
from commissions.statement_pages import month_name
from commissions.statement_schemas import CloseMonth
from commissions.verification_runs import VERIFY
from core.database import db
from core.forms import SchemaForm
from core.jobs import JobStatus
from core.languages import say, speak
from core.listing import Column, as_csv, as_xlsx, control_line, wanted_export
from core.wording import N_
from outlets.states import STATUS_LABELS as FILE_STATUS_LABELS

periods = Blueprint("periods", __name__)
jobs = Blueprint("jobs", __name__)

PERIOD_STATUS_LABELS = {PeriodStatus.OPEN: N_("Terbuka"), PeriodStatus.CLOSED: N_("Ditutup")}
JOB_LABELS = {
    CLOSE: N_("Menutup bulan"),
    READ: N_("Membaca berkas kasir"),
    POST: N_("Membukukan berkas kasir"),
    BATCH: N_("Menyiapkan PDF rekap"),
    VERIFY: N_("Memeriksa seluruh buku"),
    TELL: N_("Mengabari kedua pihak bahwa rekap terbit"),
}
FAILURES = {
    "already_closed": N_("Bulan ini sudah ditutup."),
    "missing_reports": N_("Ada gerai yang belum melapor. Buka halaman bulan itu."),
    "not_in_order": N_("Bulan sebelumnya masih terbuka."),
    "unexpected_error": N_("Terjadi kesalahan di pihak kami. Tidak ada yang berubah; coba lagi."),
}


@periods.get("/periode")
@requires(Permission.PERIOD_READ)
def list_periods() -> str:
    """The months, the newest first."""
    return render_template(
        "commissions/periods.html", months=months(person()), labels=PERIOD_STATUS_LABELS, month_name=month_name
    )


@periods.get("/periode/<month>")
@requires(Permission.PERIOD_READ)
def show_period(month: str) -> Any:  # noqa: ANN401
    """What the month holds and what stands in the way of closing it."""
    return page_of_period(known_month(month))


def page_of_period(month: str, form: SchemaForm | None = None) -> Any:  # noqa: ANN401
    """The page of one month, with the form of closing as it stands."""
    seen = preview(month, by=person())
    if wanted_export():
        columns = [
            Column(_("Gerai"), lambda pair: pair.outlet_name),
            Column(_("Produsen"), lambda pair: pair.producer_name),
            *[
                Column(label, _reader(name), adds_up=True)
                for name, label in (
                    ("opening_rupiah", _("Saldo awal")),
                    ("gross_rupiah", _("Penjualan kotor")),
                    ("returns_rupiah", _("Retur konsumen")),
                    ("commission_rupiah", _("Komisi gerai")),
                    ("tax_rupiah", _("PPN atas komisi")),
                    ("closing_rupiah", _("Saldo akhir")),
                    ("outlet_owes_rupiah", _("Utang gerai")),
                    ("producer_owes_rupiah", _("Utang produsen")),
                )
            ],
        ]
        table = [[column.read(pair) for column in columns] for pair in seen.pairs]
        write = as_xlsx if wanted_export() == "xlsx" else as_csv
        headings = [column.heading for column in columns]
        return write(f"periode-{month}", headings, table, control_line(columns, table))
    form = form or SchemaForm(CloseMonth)
    page = render_template(
        "commissions/period.html",
        seen=seen,
        month=month_name(month),
        obstacles=[say(problem) for problem in seen.obstacles if problem.code != "missing_reports"],
        labels=PERIOD_STATUS_LABELS,
        file_labels=FILE_STATUS_LABELS,
        form=form,
        history=history(seen),
    )
    return page, (422 if form.is_refused else 200)


def history(seen: Preview) -> list[dict[str, object]]:
    """Who closed the month, when and why."""
    if seen.period is None:
        return []
    return [
        {"at": row.at, "actor": row.actor or _("Sistem"), "action": _("Bulan ditutup"), "reason": row.reason}
        for row in db.session.execute(history_of("period", seen.period.id))
    ]


def _reader(name: str) -> Any:  # noqa: ANN401 - a function of a pair
    """Reads one figure of a pair."""
    return lambda pair: getattr(pair.figures, name)


@periods.route("/periode/<month>/tutup", methods=["POST"])
@requires(Permission.PERIOD_CLOSE)
@asks_password
def close_period(month: str) -> Any:  # noqa: ANN401
    """Have the month closed, and go to the page that shows how far it is."""
    form = SchemaForm(CloseMonth)
    asked = once(ask_for_close, lambda job: url_for("jobs.show_job", job_id=job.id))
    if job := form.submit(asked, month=known_month(month), by=person()):
        flash(_("Penutupan bulan dimulai."))
        return redirect(url_for("jobs.show_job", job_id=job.id), 303)
    return page_of_period(known_month(month), form)


@jobs.get("/pekerjaan/<int:job_id>")
@requires(Permission.JOB_READ)
def show_job(job_id: int) -> str:
    """How far a job is; the page may be left."""
    job = asked_jobs.get(job_id, by=person())
    month = job.arguments.get("month")
    failure = FAILURES.get(str((job.result or {}).get("code")), FAILURES["unexpected_error"])
    return render_template(
        "commissions/job.html",
        job=job,
        label=speak(JOB_LABELS.get(job.kind, job.kind)),
        failure=speak(failure) if job.status is JobStatus.FAILED else None,
        month=month,
        month_in_words=month_name(month) if month else None,
    )
