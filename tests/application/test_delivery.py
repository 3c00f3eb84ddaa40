"""How pages and files travel: small, kept where they may be, and there even when the database is not."""

import gzip

import pytest
from flask import render_template

from application import create_app
from application.frame import without_database
from tests.clients import Client

NO_DATABASE = "postgresql+psycopg://nobody@/nothing?host=/nonexistent"


@pytest.fixture
def app_without_database(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a key for tests that is long enough to be one")
    return create_app(NO_DATABASE, TESTING=False)


@pytest.mark.parametrize("path", ["/", "/bantuan", "/api", "/verifikasi", "/nothing-here"])
def test_public_pages_come_even_when_the_database_is_away(app_without_database, path):
    page = app_without_database.test_client().get(path)
    assert page.status_code == (404 if path == "/nothing-here" else 200)
    assert "</html>" in page.get_data(as_text=True)


def test_somebody_signed_in_gets_a_page_that_says_come_back_when_the_database_is_away(app_without_database):
    client = app_without_database.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "a token whose session nobody can look up now"
    page = client.get("/beranda")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "Layanan sedang sibuk" in page.get_data(as_text=True)


def test_the_address_of_a_file_changes_with_its_content_and_is_kept_for_a_year(client):
    page = client.client.get("/").get_data(as_text=True)
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    file = client.client.get(address)
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.client.get("/static/etalase.css").headers["Cache-Control"] == "no-cache"
    assert "Cookie" not in file.headers.get("Vary", "")


def test_a_file_that_is_known_already_is_not_sent_again(client):
    first = client.client.get("/static/etalase.css")
    again = client.client.get("/static/etalase.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/nothing.css", "/static/%2e%2e/config.py"])
def test_nothing_but_our_own_files_is_served(client, path):
    assert client.client.get(path).status_code == 404


def test_a_page_is_compressed_for_who_reads_gzip_and_plain_for_who_does_not(client):
    squeezed = client.client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = client.client.get("/", headers={"Accept-Encoding": "identity"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert b"</html>" in gzip.decompress(squeezed.get_data())
    assert len(squeezed.get_data()) < 0.6 * len(plain.get_data())


def test_what_is_small_is_sent_as_it_is(client):
    assert "Content-Encoding" not in client.client.get("/sehat", headers={"Accept-Encoding": "gzip"}).headers


def test_the_length_of_a_page_does_not_tell_what_it_holds(client):
    lengths = {len(client.client.get("/nothing", headers={"Accept-Encoding": "gzip"}).get_data()) for _ in range(12)}
    assert len(lengths) > 3


def test_the_first_visit_of_a_phone_stays_below_50_kilobytes(app):
    client = Client(app)
    page = client.client.get("/", headers={"Accept-Encoding": "gzip"})
    html = gzip.decompress(page.get_data()).decode()
    addresses = {part.split('"')[0].split("#")[0] for part in html.replace("src=", "href=").split('href="')[1:]}
    wanted = sorted(address for address in addresses if "/static/" in address)
    files = [client.client.get(address, headers={"Accept-Encoding": "gzip"}) for address in wanted]
    assert len(files) >= 3
    assert len(page.get_data()) + sum(len(file.get_data()) for file in files) < 50_000


def test_the_page_of_an_error_asks_the_database_nothing(app_without_database):
    with app_without_database.test_request_context("/"):
        without_database()
        page = render_template("errors/refusal.html", status=500, sentence="Ada.", incident="abcd1234")
    assert "abcd1234" in page
