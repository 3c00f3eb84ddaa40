"""From no papers to a signed-off statement, through the JSON API alone.

Run it against an agency that is empty or not, once `./run` serves it:

    .venv/bin/python docs/api_walkthrough.py http://127.0.0.1:8000

It makes its own accounts with `./run flask user create` and `./run flask token create`, and says what it does. The
tests run the same walk against a server of their own.
"""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

MakeAccount = Callable[..., str]
"""Makes an account of a role, for a producer or outlet where one is named, and returns an API token of it."""


class Refused(RuntimeError):  # noqa: N818 - named after the fact
    """The API answered with a problem document."""


class Walk:
    """One walk along the whole path. Each step is a method, in order; `say` hears what happens."""

    def __init__(
        self, address: str, make_account: MakeAccount, *, month: str, say: Callable[[str], None] = print
    ) -> None:
        """`month` is the month the goods are sold and stated in; it must have ended and be open."""
        self.address = address.rstrip("/") + "/api/v1"
        self.make_account = make_account
        self.month = month
        self.sold_on = f"{month}-05"
        self.say = say
        self.officer = make_account("partnership_officer")
        self.verifiers = [make_account("verifier"), make_account("verifier")]
        self.finance = make_account("finance")

    def call(self, method: str, path: str, token: str, body: object = None, *, key: str | None = None) -> Any:  # noqa: ANN401 - any JSON
        """One call; the JSON answered. A refusal is raised with the server's own words."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "id"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = key
        request = Request(self.address + path, data=data, headers=headers, method=method)  # noqa: S310 - an address given by whoever runs this
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                content = response.read()
                return content if response.headers.get_content_type() == "application/pdf" else json.loads(content)
        except HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def register_producer(self) -> None:
        """An officer types in what a producer brought on paper."""
        answer = self.call(
            "POST",
            "/producers",
            self.officer,
            {
                "name": "Dapur Bu Rahma",
                "owner_name": "Rahmawati",
                "owner_nik": f"6471014{uuid.uuid4().int % 7 + 1}0885{uuid.uuid4().int % 10_000:04d}",
                "phone": "081212166678",
                "region_code": "64.71",
                "address": "Jalan Marsma R. Iswahyudi 12, Balikpapan",
                "annual_sales_rupiah": 180_000_000,
                "source": "paper",
            },
        )
        self.producer = answer["id"]
        self.say(f"producer {self.producer} is {answer['status']}, size {answer['size_class']}")

    def offer_product(self) -> None:
        """The product is submitted by one verifier and accepted by another."""
        product = self.call(
            "POST",
            f"/producers/{self.producer}/products",
            self.verifiers[0],
            {
                "name": "Keripik Singkong Balado",
                "category": "dry_food",
                "sku": "KSB-150",
                "packaging": "plastic",
                "net_weight_gram": 150,
                "shelf_life_days": 180,
                "price_rupiah": 12_000,
            },
        )
        self.product = product["id"]
        self.call("POST", f"/products/{self.product}/decision", self.verifiers[1], {"decision": "accepted"})
        self.say(f"product {self.product} is accepted")

    def submit_permits(self) -> None:
        """What the shelf of a supermarket asks for: NIB, P-IRT, halal and the label check."""
        serial = uuid.uuid4().int
        label = [
            "product_name",
            "ingredients",
            "net_weight",
            "producer_name_and_address",
            "halal_statement",
            "production_date_and_code",
            "expiry_date",
            "permit_number",
            "ingredient_origin",
        ]
        year = date.fromisoformat(self.sold_on).year + 3
        permits: list[dict[str, Any]] = [
            {"kind": "nib", "number": f"{serial % 10**13:013d}"},
            {
                "kind": "pirt",
                "number": f"215647101{serial % 10**4:04d}-{year % 100:02d}",
                "valid_until": f"{year}-06-13",
                "product_ids": [self.product],
            },
            {"kind": "halal", "number": f"ID{serial % 10**17:017d}", "product_ids": [self.product]},
            {"kind": "label_check", "details": dict.fromkeys(label, True)},
        ]
        for permit in permits:
            submitted = self.call("POST", f"/producers/{self.producer}/requirements", self.verifiers[0], permit)
            path = f"/requirements/{submitted['id']}/decision"
            self.call("POST", path, self.verifiers[1], {"decision": "accepted", "reason": "sesuai dokumen asli"})
            self.say(f"{permit['kind']} is accepted, warnings: {[w['code'] for w in submitted['warnings']]}")

    def open_outlet(self) -> None:
        """A supermarket with its manager, who gets a token."""
        outlet = self.call(
            "POST", "/outlets", self.officer, {"name": "Maxi Swalayan", "kind": "supermarket", "region_code": "64.71"}
        )
        self.outlet = outlet["id"]
        self.manager = self.make_account("outlet_manager", outlet=self.outlet)
        eligible = self.call("GET", f"/outlets/{self.outlet}/eligibility?product_id={self.product}", self.officer)
        self.say(f"outlet {self.outlet}; the product is eligible: {eligible['eligible']}")

    def agree(self) -> None:
        """Three percent, remitted net; the officer stands in for the producer, never for both sides."""
        starts_on = f"{self.month}-01"
        agreement = self.call(
            "POST",
            "/agreements",
            self.officer,
            {
                "producer_id": self.producer,
                "outlet_id": self.outlet,
                "starts_on": starts_on,
                "money_route": "outlet_remits_net",
                "payment_term_days": 15,
                "rates": [{"rate_bp": 300, "starts_on": starts_on}],
            },
        )
        path = f"/agreements/{agreement['id']}/accept"
        self.call("POST", path, self.officer, {"on_behalf_of": "producer", "source": "whatsapp"})
        accepted = self.call("POST", path, self.manager, {})
        self.say(f"agreement {agreement['id']} is {accepted['status']}")

    def place(self) -> None:
        """The product goes on the shelf under the till's own code."""
        placement = self.call(
            "POST",
            "/placements",
            self.officer,
            {
                "product_id": self.product,
                "outlet_id": self.outlet,
                "consigned_price_rupiah": 12_000,
                "retail_price_rupiah": 15_000,
                "outlet_code": "899100001",
            },
        )
        accepted = self.call("POST", f"/placements/{placement['id']}/accept", self.manager, {})
        self.say(f"placement {placement['id']} is {accepted['status']}")

    def report_sale(self) -> None:
        """One sale of Rp15.000, sent twice with the same key as a shaky network would; it is posted once."""
        line = {"sold_on": self.sold_on, "code": "899100001", "quantity": 1, "unit_price_rupiah": 15_000}
        body = {"period_start": self.sold_on, "period_end": self.sold_on, "lines": [{**line, "reference": "1001"}]}
        path, key = f"/outlets/{self.outlet}/sales-reports", str(uuid.uuid4())
        first = self.call("POST", path, self.manager, body, key=key)
        again = self.call("POST", path, self.manager, body, key=key)
        if first != again:
            raise AssertionError("a repeated request was answered otherwise")
        self.report = first
        self.say(f"gross {first['gross_rupiah']}, commission {first['commission_rupiah']}")

    def close_month(self) -> None:
        """Finance closes the month; other outlets of the agency may still owe their reports."""
        body = {"waive_missing": True, "reason": "contoh perjalanan API"}
        job = self.call("POST", f"/periods/{self.month}/close", self.finance, body)["job_id"]
        for _ in range(600):
            state = self.call("GET", f"/jobs/{job}", self.finance)
            if state["status"] in {"succeeded", "failed"}:
                break
            time.sleep(0.1)
        if state["status"] != "succeeded":
            raise Refused(f"the close ended as {state}")
        self.say(f"month {self.month} is closed: {state['result']}")

    def sign_off(self) -> None:
        """The statement says who owes whom; both sides acknowledge it, and the PDF can be fetched."""
        query = f"/statements?period={self.month}&producer_id={self.producer}"
        self.statement = self.call("GET", query, self.manager)["items"][0]
        path = f"/statements/{self.statement['id']}"
        self.call("POST", f"{path}/acknowledge", self.manager, {})
        behalf = {"on_behalf_of": "producer", "source": "whatsapp"}
        acknowledged = self.call("POST", f"{path}/acknowledge", self.officer, behalf)
        self.status = acknowledged["status"]
        self.pdf = self.call("GET", f"{path}.pdf", self.manager)
        self.say(
            f"statement {self.statement['number']} is {self.status}: the outlet owes"
            f" {self.statement['outlet_owes_rupiah']}, PDF of {len(self.pdf)} bytes"
        )

    def all_the_way(self) -> None:
        """Every step in order."""
        self.register_producer()
        self.offer_product()
        self.submit_permits()
        self.open_outlet()
        self.agree()
        self.place()
        self.report_sale()
        self.close_month()
        self.sign_off()


def account_by_command(role: str, *, producer: int | None = None, outlet: int | None = None) -> str:
    """Make an account and its token with the commands of the project."""
    run = str(Path(__file__).resolve().parent.parent / "run")
    email = f"{role}-{uuid.uuid4().hex[:8]}@contoh.id"
    command = [run, "flask", "user", "create", "--role", role, "--email", email]
    command += ["--producer", str(producer)] if producer else []
    command += ["--outlet", str(outlet)] if outlet else []
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own script
    token = subprocess.run(  # noqa: S603
        [run, "flask", "token", "create", "--email", email, "--name", "walkthrough"],
        check=True,
        capture_output=True,
        text=True,
    )
    return token.stdout.split()[-1]


def main() -> None:
    """Walk along last month."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    last_month = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    Walk(address, account_by_command, month=f"{last_month:%Y-%m}").all_the_way()


if __name__ == "__main__":
    main()
