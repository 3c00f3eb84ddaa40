"""What the agency sets about reporting: how often, days of grace, the steps of the reminders, and quiet hours."""

from dataclasses import dataclass

from core.agency_settings import all_settings, told_by
from core.setting_kinds import Days, Whole, declare
from core.wording import N_
from outlets.agreement_clauses import ReportCycle
from outlets.reporting_calendar import CalendarRules
from outlets.reporting_reminders import Step

GROUP = N_("Kalender lapor")


def _days(name: str, label: str, default: int, ground: str, *, least: int = 0, most: int = 60) -> Days:
    return declare(Days(name=name, label=label, group=GROUP, default=default, ground=ground, least=least, most=most))


WITHOUT_AGREEMENT = _days(
    "report_every_days",
    N_("Gerai tanpa perjanjian yang berlaku melapor setiap (hari)"),
    1,
    N_("1 berarti harian, sampai 7 mingguan, lebih dari itu bulanan. Perjanjian yang berlaku didahulukan."),
    least=1,
    most=31,
)
DAILY_GRACE = _days(
    "report_grace_daily_days", N_("Tenggang laporan harian"), 1, N_("Gerai melapor sesudah tutup, sampai esok hari.")
)
WEEKLY_GRACE = _days("report_grace_weekly_days", N_("Tenggang laporan mingguan"), 2, N_("Dihitung sejak hari Minggu."))
MONTHLY_GRACE = _days(
    "report_grace_monthly_days", N_("Tenggang laporan bulanan"), 5, N_("Dihitung sejak hari terakhir bulan itu.")
)
LADDER_GROUND = N_("Dihitung sejak hari terakhir yang masih tepat waktu. Setiap langkah hanya sekali.")
NOTICE_AFTER = _days(
    "report_notice_after_days", N_("Pemberitahuan di aplikasi sesudah (hari)"), 1, LADDER_GROUND, least=1
)
EMAIL_AFTER = _days("report_email_after_days", N_("Surel sesudah (hari)"), 2, LADDER_GROUND, least=1)
WHATSAPP_AFTER = _days("report_whatsapp_after_days", N_("Teks WhatsApp siap sesudah (hari)"), 4, LADDER_GROUND, least=1)
TASK_AFTER = _days("report_task_after_days", N_("Tugas petugas sesudah (hari)"), 7, LADDER_GROUND, least=1)
SCORE_DAYS = _days(
    "report_score_days", N_("Nilai kedisiplinan dihitung dari (hari terakhir)"), 90, N_("Hanya gerai itu dan petugas "
    "yang melihat nilainya."), least=7, most=366,
)  # fmt: skip
QUIET_FROM = declare(
    Whole(
        name="quiet_from_hour",
        label=N_("Jam tenang mulai pukul"),
        group=GROUP,
        default=20,
        ground=N_("Pada jam tenang tidak ada pengingat; langkahnya menunggu sampai pagi."),
        least=0,
        most=23,
    )
)
QUIET_UNTIL = declare(
    Whole(
        name="quiet_until_hour",
        label=N_("Jam tenang sampai pukul"),
        group=GROUP,
        default=7,
        ground=N_("Waktu setempat gerai."),
        least=0,
        most=23,
    )
)


@dataclass(frozen=True, slots=True)
class ReportingSettings:
    """All of them at once, read in one query."""

    rules: CalendarRules
    after_days: dict[Step, int]
    score_days: int
    quiet_from: int
    quiet_until: int


def reporting_settings() -> ReportingSettings:
    """What is set now."""
    kept = all_settings()

    def of(setting: Whole) -> int:
        return told_by(setting, kept.get(setting.name))

    every = of(WITHOUT_AGREEMENT)
    cycle = ReportCycle.DAILY if every == 1 else ReportCycle.WEEKLY if every <= 7 else ReportCycle.MONTHLY
    grace = {
        ReportCycle.DAILY: of(DAILY_GRACE),
        ReportCycle.WEEKLY: of(WEEKLY_GRACE),
        ReportCycle.MONTHLY: of(MONTHLY_GRACE),
    }
    after = {
        Step.NOTICE: of(NOTICE_AFTER),
        Step.EMAIL: of(EMAIL_AFTER),
        Step.WHATSAPP: of(WHATSAPP_AFTER),
        Step.TASK: of(TASK_AFTER),
    }
    return ReportingSettings(CalendarRules(cycle, grace), after, of(SCORE_DAYS), of(QUIET_FROM), of(QUIET_UNTIL))
