"""What the agency has set for itself: one row a setting, kept as text (`core.setting_kinds`)."""

from sqlalchemy import Identity, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, db
from core.setting_kinds import Setting, Value, Words, declare
from core.wording import N_

AGENCY_NAME = "agency_name"
"""How the agency is called on every page and document."""
NAME_OF_AGENCY = declare(
    Words(
        name=AGENCY_NAME,
        label=N_("Nama dinas"),
        group=N_("Dinas"),
        default="",
        ground=N_("Tampil di setiap halaman, surat, dan dokumen yang terbit sesudahnya."),
    )
)
DEMO_LOADED_AT = "demo_loaded_at"
"""When the demo was loaded (an instant, ISO 8601); there only in a demo agency."""


class AgencySetting(Model):
    """One setting of the agency."""

    __tablename__ = "agency_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    id: Mapped[int] = mapped_column(Identity(always=True), unique=True)
    """By which the history names it."""


def all_settings() -> dict[str, str]:
    """Every setting that was made."""
    return {row.key: row.value for row in db.session.execute(select(AgencySetting.key, AgencySetting.value))}


def value_of(setting: Setting[Value]) -> Value:
    """What the agency has set, else the usual value; a text that is no value of its kind counts as unset."""
    rows = select(AgencySetting.value).where(AgencySetting.key == setting.name)
    return told_by(setting, db.session.execute(rows).scalar_one_or_none())


def told_by(setting: Setting[Value], kept: str | None) -> Value:
    """The value of a text that was kept, if any."""
    if kept is None:
        return setting.default
    try:
        return setting.read(kept)
    except ValueError:
        return setting.default


def put(key: str, value: str) -> None:
    """Make or change a setting."""
    made = insert(AgencySetting).values(key=key, value=value)
    db.session.execute(made.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
