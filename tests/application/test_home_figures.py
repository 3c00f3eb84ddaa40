"""The figures of a first page are about what its reader may see."""

from flask import Flask

from accounts.permissions import Role
from application.home import figures_of_agency
from tests.architecture.world import make_world
from tests.factories.people import make_user


def test_a_head_of_another_region_reads_no_sums_of_this_one(app: Flask) -> None:
    make_world(app)
    with app.test_request_context():
        here = figures_of_agency(make_user(Role.HEAD, regions=("64",)))
        elsewhere = figures_of_agency(make_user(Role.HEAD, regions=("18.72",)))
    assert [value for _label, value, _month in here][-2:] == ["Rp30.000", "Rp900"]
    assert [value for _label, value, _month in elsewhere] == ["0", "0", "0"]
