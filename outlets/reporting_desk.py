"""What people do around the reporting calendar: keep opening days and holidays, and note whom they spoke to."""

from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from accounts import audit
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_
from outlets.calendar_models import Holiday, OutletContact, OutletOpening
from outlets.models import Outlet
from outlets.outlets import check_region
from outlets.report_calendars import open_to

audit.ACTION_LABELS.update(
    {
        "outlet:opening_set": N_("Hari buka diatur"),
        "outlet:spoken_to": N_("Gerai dihubungi"),
        "holiday:added": N_("Hari libur dicatat"),
        "holiday:removed": N_("Hari libur dihapus"),
    }
)
audit.FIELD_LABELS.update(
    {"weekdays": N_("Hari buka"), "opens_on_holidays": N_("Buka pada hari libur"), "day": N_("Tanggal")}
)


class HolidayKnown(Conflict):
    """The day is in the list already."""

    code = "holiday_known"
    sentence = N_("Tanggal %(day)s sudah ada pada daftar hari libur.")


class OpeningInThePast(InvalidInput):
    """Opening days hold from today on; what was owed before stays owed."""

    code = "opening_in_the_past"
    sentence = N_("Hari buka berlaku paling awal hari ini, agar kewajiban yang lalu tidak berubah.")


def outlet_of(outlet_id: int, *, by: UserAccount) -> Outlet:
    """An outlet whose calendar this person sees. Raises `NotFound`."""
    outlet = get_visible(open_to(by), Outlet, outlet_id)
    if outlet is None:
        raise NotFound
    return outlet


def set_opening(
    outlet_id: int, *, weekdays: Collection[int], opens_on_holidays: bool, starts_on: date | None, by: UserAccount
) -> Outlet:
    """Say on which weekdays an outlet is open from a day on, today at the earliest.

    Raises `NotFound`, `OutsideYourRegions`, `OpeningInThePast`.
    """
    outlet = outlet_of(outlet_id, by=by)
    check_region(outlet, by)
    here = today(ZoneInfo(outlet.time_zone))
    begins = starts_on or here
    if begins < here:
        raise OpeningInThePast(field="starts_on")
    digits = "".join(str(day) for day in sorted(set(weekdays)))
    made = insert(OutletOpening).values(
        outlet_id=outlet.id, starts_on=begins, weekdays=digits, opens_on_holidays=opens_on_holidays
    )
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["outlet_id", "starts_on"],
            set_={"weekdays": digits, "opens_on_holidays": opens_on_holidays},
        )
    )
    after = {"weekdays": digits, "opens_on_holidays": opens_on_holidays, "starts_on": begins.isoformat()}
    record("outlet:opening_set", outlet, by=by, after=after)
    return outlet


def opening_of(outlet: Outlet, starts_on: date | None) -> OutletOpening:
    """The opening days that were set to begin on a day, today when none is named."""
    begins = starts_on or today(ZoneInfo(outlet.time_zone))
    return db.session.get_one(OutletOpening, (outlet.id, begins))


def opening_now(outlet: Outlet) -> OutletOpening | None:
    """The opening days that were said last; None where nobody said any."""
    rows = select(OutletOpening).where(OutletOpening.outlet_id == outlet.id)
    return db.session.execute(rows.order_by(OutletOpening.starts_on.desc()).limit(1)).scalar_one_or_none()


def holidays() -> Sequence[Holiday]:
    """The holidays, newest first."""
    return db.session.execute(select(Holiday).order_by(Holiday.day.desc())).scalars().all()


def add_holiday(*, day: date, name: str, source: str, by: UserAccount) -> Holiday:
    """Note a holiday and where it is written. Raises `HolidayKnown`."""
    holiday = Holiday(day=day, name=name, source=source, created_at=now(), created_by_id=by.id)
    try:
        with db.session.begin_nested():
            db.session.add(holiday)
            db.session.flush()
    except IntegrityError:
        raise HolidayKnown(field="day", day=day) from None
    record("holiday:added", holiday, by=by, after={"day": day.isoformat(), "name": name})
    return holiday


def remove_holiday(holiday_id: int, *, by: UserAccount) -> Holiday:
    """Take a holiday off the list again. Raises `NotFound`."""
    holiday = get_visible(select(Holiday), Holiday, holiday_id)
    if holiday is None:
        raise NotFound
    record("holiday:removed", holiday, by=by, before={"day": holiday.day.isoformat(), "name": holiday.name})
    db.session.delete(holiday)
    db.session.flush()
    return holiday


def note_contact(outlet_id: int, *, means: str, note: str, by: UserAccount) -> OutletContact:
    """Note that an outlet was spoken to about its reports; its task is done with that.

    Raises `NotFound`, `OutsideYourRegions`.
    """
    outlet = outlet_of(outlet_id, by=by)
    check_region(outlet, by)
    contact = OutletContact(outlet_id=outlet.id, means=means, note=note, created_at=now(), created_by_id=by.id)
    db.session.add(contact)
    db.session.flush()
    record("outlet:spoken_to", outlet, by=by, source=means, reason=note)
    return contact


def contacts_of(outlet: Outlet) -> Sequence[OutletContact]:
    """When staff spoke to an outlet, newest first."""
    rows = select(OutletContact).where(OutletContact.outlet_id == outlet.id).order_by(OutletContact.id.desc())
    return db.session.execute(rows.limit(20)).scalars().all()
