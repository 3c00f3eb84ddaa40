"""Reporting sales to the API over a network that loses things: keys made first, retries with growing pauses.

    .venv/bin/python docs/api_client.py http://127.0.0.1:8000 TOKEN OUTLET_ID FOLDER report.json ...

Each report gets its `Idempotency-Key` before it is sent for the first time, and both are written to the folder.
Whatever happens then (no answer, a crash, three days without network), sending it again with the same key posts it
once: the server keeps the first answer until the month is closed, and a week longer. The tests run this client against
a server that loses answers.
"""

import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Answers that say nothing about the report itself: come back later."""
STILL_RUNNING = "request_in_progress"


class Refused(RuntimeError):  # noqa: N818 - named after the fact
    """The server said no, and would say it again: `problem` is its document, with code, detail and rows."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        """`status` is the HTTP status."""
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status, self.problem = status, problem


class GaveUp(RuntimeError):  # noqa: N818 - named after the fact
    """Nobody answered in all the attempts; the report waits in the folder for the next run."""


class ReportingClient:
    """Reports of one outlet: `enqueue` writes one down, `send_all` sends what has no answer yet."""

    def __init__(
        self,
        address: str,
        token: str,
        outlet_id: int,
        folder: Path,
        *,
        attempts: int = 8,
        first_pause_seconds: float = 0.5,
        longest_pause_seconds: float = 60,
        timeout_seconds: float = 30,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`folder` keeps what was not answered yet; pauses double from the first to the longest, each cut by chance."""
        self.url = f"{address.rstrip('/')}/api/v1/outlets/{outlet_id}/sales-reports"
        self.token = token
        self.folder = folder
        self.attempts = attempts
        self.first_pause, self.longest_pause = first_pause_seconds, longest_pause_seconds
        self.timeout = timeout_seconds
        self.sleep = sleep
        folder.mkdir(parents=True, exist_ok=True)

    def enqueue(self, report: dict[str, Any]) -> str:
        """Write a report down under a new key, safe on the disk before anything is sent; returns the key."""
        key = str(uuid.uuid4())
        path = self.folder / f"{key}.json"
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(report, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        return key

    def send_all(self) -> tuple[dict[str, dict[str, Any]], dict[str, Refused]]:
        """Send everything that waits: the answers and the refusals, by key. What got neither raises `GaveUp`."""
        answers: dict[str, dict[str, Any]] = {}
        refusals: dict[str, Refused] = {}
        for path in sorted(self.folder.glob("*.json")):
            key = path.stem
            try:
                answers[key] = self.send(key, path.read_bytes())
                path.rename(path.with_suffix(".done"))
            except Refused as refusal:
                refusals[key] = refusal
                path.rename(path.with_suffix(".refused"))
        return answers, refusals

    def send(self, key: str, body: bytes) -> dict[str, Any]:
        """Send one report until it is answered. Raises `Refused` when the server says no, `GaveUp` in the end."""
        for attempt in range(self.attempts):
            pause = min(self.first_pause * 2**attempt, self.longest_pause)
            try:
                return self._post(key, body)
            except HTTPError as error:
                problem = _problem(error)
                if error.code not in RETRIED_STATUSES and problem.get("code") != STILL_RUNNING:
                    raise Refused(error.code, problem) from None
                asked = error.headers.get("Retry-After", "")
                pause = max(pause, min(float(asked), self.longest_pause) if asked.isdigit() else 0.0)
            except (OSError, HTTPException, ValueError):
                pass  # no answer, or half of one: nobody knows whether it arrived, so it is sent again
            self.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - a pause, not a secret
        raise GaveUp(key)

    def _post(self, key: str, body: bytes) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - an address given by whoever runs this
        with urlopen(request, timeout=self.timeout) as response:  # noqa: S310
            answer: dict[str, Any] = json.loads(response.read())
            return answer


def _problem(error: HTTPError) -> dict[str, Any]:
    """The problem document of an answer; empty when it is none."""
    try:
        found = json.loads(error.read())
    except (OSError, HTTPException, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def main() -> None:
    """Queue the reports named on the command line, then send everything that waits."""
    address, token, outlet_id, folder, *files = sys.argv[1:]
    client = ReportingClient(address, token, int(outlet_id), Path(folder))
    for name in files:
        client.enqueue(json.loads(Path(name).read_text(encoding="utf-8")))
    answers, refusals = client.send_all()
    for key, answer in answers.items():
        print(f"{key}: report {answer['id']}, {answer['lines_posted']} lines")
    for key, refusal in refusals.items():
        print(f"{key}: {refusal}")


if __name__ == "__main__":
    main()
