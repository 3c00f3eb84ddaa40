"""Outlet kinds follow the floor areas of PP 29/2021 Pasal 87 and the agency's settings."""

from datetime import date

import pytest

from outlets.outlet_kinds import OUTLET_KINDS, area_hint, default_stock_policy
from partnerships.base_rules import BASE_RULES
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import required_kinds


def test_the_ten_kinds_are_those_of_the_public_surface():
    assert list(OUTLET_KINDS) == [
        *("hypermarket", "supermarket", "minimarket", "department_store", "hotel", "cafe", "cooperative"),
        *("plut_gallery", "office_corner", "souvenir_shop"),
    ]
    assert all(kind.label for kind in OUTLET_KINDS.values())


def test_only_a_plut_gallery_is_followed_by_batch_from_the_start():
    assert default_stock_policy("plut_gallery") == "batch"
    assert {default_stock_policy(code) for code in OUTLET_KINDS if code != "plut_gallery"} == {"untracked"}


@pytest.mark.parametrize(
    ("kind", "area", "fits"),
    [
        *(("minimarket", 400, True), ("minimarket", 401, False), ("supermarket", 400, False)),
        *(("supermarket", 401, True), ("supermarket", 5000, True), ("supermarket", 5001, False)),
        *(("hypermarket", 5000, False), ("hypermarket", 5001, True), ("department_store", 400, True)),
        *(("department_store", 399, False), ("hotel", 1, True)),
    ],
)
def test_a_floor_that_does_not_fit_the_kind_is_a_hint(kind, area, fits):
    hint = area_hint(kind, area)
    assert (hint is None) == fits
    assert hint is None or (hint.code == "area_does_not_fit_kind" and hint.is_warning)


def test_only_an_office_corner_has_the_light_requirement_set():
    assert [code for code, kind in OUTLET_KINDS.items() if kind.requirement_set == "light"] == ["office_corner"]


def test_modern_retail_are_the_four_kinds_of_self_service_shops():
    modern = {code for code, kind in OUTLET_KINDS.items() if kind.is_modern_retail}
    assert modern == {"hypermarket", "supermarket", "minimarket", "department_store"}


def test_the_light_set_asks_for_less_than_the_full_one_and_never_for_more():
    for category in CATEGORIES:
        asked = {
            code: set(
                required_kinds(
                    BASE_RULES, category=category, outlet_kind=code, size_class="micro", on=date(2026, 11, 22)
                )
            )
            for code in OUTLET_KINDS
        }
        full = asked["supermarket"]
        assert all(asked[code] == full for code, kind in OUTLET_KINDS.items() if kind.requirement_set == "full")
        assert asked["office_corner"] == full - {"label_check"}
