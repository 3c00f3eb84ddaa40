"""The agency's settings, for the administrator: what holds, why, who changed it, and changing it."""

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema as MarshmallowSchema

from accounts import audit, setting_changes
from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sign_in_pages import refused
from core import fields as our_fields
from core.agency_settings import value_of
from core.fields import Rupiah, Schema, Text, WholeNumber, YesNo
from core.forms import SchemaForm
from core.setting_kinds import DayOf, Money, Setting, Whole, Words
from core.setting_kinds import YesNo as YesNoSetting
from core.wording import N_

setting_pages = Blueprint("settings", __name__)


class Between(our_fields.Day):
    """A day between two, both allowed."""

    default_error_messages = {"outside": N_("Tanggal harus antara %(first)s dan %(last)s.")}  # noqa: RUF012

    def __init__(self, setting: DayOf, **kwargs: Any) -> None:  # noqa: ANN401 - marshmallow's
        """The bounds are those of the setting."""
        super().__init__(**kwargs)
        self.first, self.last = setting.first, setting.last

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> Any:  # noqa: ANN401
        day = super()._deserialize(value, attr, data, **kwargs)
        if not self.first <= day <= self.last:
            raise self.make_error("outside", first=self.first, last=self.last)
        return day


def schema_for(setting: Setting[Any]) -> type[MarshmallowSchema]:
    """The shape of a change of one setting: its value within its bounds, and the reason."""
    label = {"label": setting.label}
    value: Any
    if isinstance(setting, Money):
        value = Rupiah(required=True, least=setting.least, most=setting.most, metadata=label)
    elif isinstance(setting, Whole):
        value = WholeNumber(required=True, least=setting.least, most=setting.most, metadata=label)
    elif isinstance(setting, YesNoSetting):
        value = YesNo(load_default=False, metadata=label)
    elif isinstance(setting, DayOf):
        value = Between(setting, required=True, metadata=label)
    else:
        most = setting.longest if isinstance(setting, Words) else 200
        value = Text(most=most, load_default="", metadata=label)
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan perubahan")})
    return Schema.from_dict({"value": value, "reason": reason}, name="SettingChange")


@setting_pages.get("/pengaturan")
@requires(Permission.SETTING_MANAGE)
def list_settings() -> Any:  # noqa: ANN401
    """Every setting: what holds, and the law or reason behind it."""
    groups = groupby(setting_changes.standing(), key=lambda each: each.setting.group)
    return render_template("accounts/settings.html", groups=[(group, list(members)) for group, members in groups])


@setting_pages.route("/pengaturan/<setting_name>", methods=["GET", "POST"])
@requires(Permission.SETTING_MANAGE)
def change_setting(setting_name: str) -> Any:  # noqa: ANN401
    """One setting: what holds, its history, and changing it."""
    setting = setting_changes.get(setting_name)
    value = value_of(setting)
    form = SchemaForm(schema_for(setting), {"value": "true" if value is True else "" if value is False else value})
    if request.method == "POST" and form.submit(setting_changes.change, name=setting_name, by=person()):
        flash(_("Pengaturan disimpan."))
        return redirect(url_for("settings.list_settings"), 303)
    row = setting_changes.row_of(setting)
    return refused(
        form,
        "accounts/setting.html",
        setting=setting,
        value=value,
        history=audit.timeline("agency_setting", row.id) if row else [],
    )
