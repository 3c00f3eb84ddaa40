"""How somebody registers on the public page: step by step, as far as it goes."""

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.clients import Client

STEPS = ("/daftar", "/daftar/pemilik", "/daftar/produk")


def by_steps(client: Client, told: dict[str, Any]) -> TestResponse:
    """Fill in every step with what is told and send it; the first answer that does not lead on, or the last one."""
    for path in STEPS:
        client.get(path)
        answer = client.post(path, told)
        if answer.status_code != 303:
            return answer
    shown = re.search(r'name="text_id" value="(\d+)"', client.get("/daftar/periksa").get_data(as_text=True))
    assert shown
    return client.post("/daftar/periksa", {**told, "text_id": shown[1]})
