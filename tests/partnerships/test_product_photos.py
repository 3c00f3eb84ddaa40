"""Photos of products: without the camera's notes, in order, reviewed, and shown to those who may see the product."""

import io

import pytest
from PIL import Image

from accounts.permissions import Role
from core.database import committed, db
from core.files import content_of
from partnerships import curation, product_photos, revisions
from partnerships.models import Product
from partnerships.product_models import ProductPhoto, ProductRevision
from partnerships.states import ProductStatus
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user
from tests.factories.products import make_photo, upload
from tests.partnerships.pictures import jpeg, png


@pytest.fixture
def officer(app):
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


def send(api, product, content=None, name="foto.jpg", **more):
    data = {"photo": (io.BytesIO(jpeg() if content is None else content), name), **more}
    return api.post(f"/products/{product.id}/photos", data=data)


def test_a_photo_is_written_anew_upright_without_its_place_and_with_a_small_rendition(app, officer):
    product = make_product(status=ProductStatus.SUBMITTED)
    answer = send(officer, product, jpeg(2_000, 1_000, orientation=6, gps=True), role="front")
    assert answer.status_code == 201
    assert [photo["role"] for photo in answer.json["items"]] == ["front"]
    photo = db.session.query(ProductPhoto).one()
    large, small = (Image.open(io.BytesIO(content_of(stored))) for stored in (photo.file, photo.small))
    assert (large.size, small.size) == ((800, 1_600), (160, 320))
    assert not large.getexif()
    assert b"Telepon Bu Siti" not in content_of(photo.file)


def test_the_same_photo_sent_again_is_the_same_photo(app, officer):
    product = make_product(status=ProductStatus.SUBMITTED)
    send(officer, product)
    assert len(send(officer, product).json["items"]) == 1
    assert db.session.query(ProductPhoto).count() == 1


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"MZ\x90\x00 not a photo", "foto.jpg", 415, "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "foto.svg", 415, "svg_refused"),
        (b"\x00\x00\x00\x18ftypheic", "foto.heic", 415, "heic_not_read"),
        (b"", "foto.jpg", 422, "empty_file"),
        (png(20_000, 20_000), "besar.png", 422, "picture_too_large"),
        (jpeg(400, 300)[:900], "putus.jpg", 422, "picture_damaged"),
        (b"\xff\xd8" + b"0" * 10_000_001, "besar.jpg", 413, "evidence_too_large"),
    ],
)
def test_what_is_no_honest_photo_is_refused_at_its_field(app, officer, content, name, status, code):
    product = make_product(status=ProductStatus.SUBMITTED)
    answer = send(officer, product, content, name)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "new_photos" in answer.json["errors"]
    assert db.session.query(ProductPhoto).count() == 0


def test_a_product_shows_eight_photos_at_most(app, officer):
    product = make_product(status=ProductStatus.SUBMITTED)
    for width in range(60, 68):
        assert send(officer, product, jpeg(width)).status_code == 201
    ninth = send(officer, product, jpeg(70))
    assert (ninth.status_code, ninth.json["code"]) == (422, "too_many_photos")


def test_photos_are_put_in_order_and_removed(app, officer):
    product = make_product(status=ProductStatus.SUBMITTED)
    first, second, third = (make_photo(product, width=width).id for width in (60, 61, 62))
    order = {"photos": [{"id": third, "role": "front"}, {"id": first}]}
    answer = officer.post(f"/products/{product.id}/photos/order", order)
    assert [(photo["id"], photo["role"]) for photo in answer.json["items"]] == [(third, "front"), (first, "other")]
    foreign = make_photo(make_product())
    for wrong in ([{"id": foreign.id}], [{"id": first}, {"id": first}]):
        refused = officer.post(f"/products/{product.id}/photos/order", {"photos": wrong})
        assert (refused.status_code, refused.json["code"]) == (422, "photo_unknown")
    assert second != third


def test_a_photo_of_an_approved_product_waits_and_only_approved_ones_are_public(app, officer):
    product = make_product()
    approved = make_photo(product)
    answer = send(officer, product, jpeg(61))
    assert [photo["id"] for photo in answer.json["items"]] == [approved.id]
    assert len(answer.json["proposed"]) == 2
    assert [photo.id for photo in product_photos.approved_of([product.id])[product.id]] == [approved.id]
    change = db.session.query(ProductRevision).one()
    committed(curation.decide, product.id, by=make_user(Role.VERIFIER), decision="accepted")
    db.session.expire_all()
    assert db.session.get(Product, product.id).photos == change.content["photos"]
    assert len(product_photos.approved_of([product.id])[product.id]) == 2


def test_products_without_photos_or_not_on_sale_have_no_public_photos(app):
    suspended = make_product(status=ProductStatus.SUSPENDED)
    make_photo(suspended)
    assert product_photos.approved_of([suspended.id, make_product().id]) == {}


def test_a_photo_is_shown_to_those_who_see_the_product_and_kept_by_its_etag(app):
    producer = make_producer()
    photo = make_photo(make_product(producer))
    owner, neighbour = make_producer_user(producer), make_producer_user(make_producer())
    client = app.test_client(use_cookies=False)

    def look(user, path, **headers):
        token = Api(app, user).token
        return client.get(path, headers={"Authorization": f"Bearer {token}", **headers})

    for path in (f"/produk/foto/{photo.id}", f"/produk/foto/{photo.id}/kecil"):
        shown = look(owner, path)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert shown.headers["Cache-Control"] == "private, no-cache"
        again = look(owner, path, **{"If-None-Match": shown.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert look(neighbour, path, **{"If-None-Match": shown.headers["ETag"]}).status_code == 404
        assert look(make_user(Role.CASHIER), path).status_code == 403
        assert client.get(path).status_code == 302


def test_each_role_may_add_photos_and_see_them_as_its_permissions_say(app):
    producer = make_producer()
    for role in Role:
        product = make_product(producer, status=ProductStatus.SUBMITTED)
        api = Api(app, make_producer_user(producer) if role is Role.PRODUCER else make_user(role))
        adds = role in {Role.ADMINISTRATOR, Role.VERIFIER, Role.PARTNERSHIP_OFFICER, Role.PRODUCER}
        reads = role not in {Role.OUTLET_MANAGER, Role.CASHIER}
        assert send(api, product).status_code == (201 if adds else 403)
        assert api.get(f"/products/{product.id}/photos").status_code == (200 if reads else 403)


def test_several_photos_come_with_one_form(app, officer):
    product = make_product(status=ProductStatus.SUBMITTED)
    files = [upload(jpeg(60)), upload(jpeg(61))]
    committed(revisions.rearrange, product.id, by=make_user(Role.PARTNERSHIP_OFFICER), new_photos=files)
    assert len(db.session.get(Product, product.id).photos) == 2
