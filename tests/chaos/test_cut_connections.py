"""A connection that is cut in the middle of a body leaves nothing behind (fault 3), over a real socket."""

import socket
import threading
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from application.admission import Admission
from core.database import db
from core.files import StoredFile, files_folder
from outlets.sales_models import SalesFile
from tests.clients import Api, token_for
from tests.commissions.test_posting import make_shelf

BODY = 400_000


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log(self, *_arguments: object) -> None:
        """Keep the output of the tests readable."""


def rests_in(folder: Path) -> list[Path]:
    """Whatever lies there."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_body_that_is_cut_off_leaves_no_file_no_row_and_a_server_that_answers(own_app: Flask) -> None:
    shelf = make_shelf()
    token, outlet_id = token_for(shelf.manager), shelf.outlet.id
    db.session.remove()
    admission = Admission(own_app)
    server = make_server("127.0.0.1", 0, admission, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        head = (
            f"POST /api/v1/outlets/{outlet_id}/sales-files HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            f"Content-Length: {BODY}\r\n\r\n--x\r\n"
            'Content-Disposition: form-data; name="file"; filename="kasir.csv"\r\n\r\n'
        )
        for sent in (0, 10_000, BODY - 1_000):
            with socket.create_connection(("127.0.0.1", server.server_port)) as line:
                line.sendall(head.encode() + b"x" * sent)
        deadline = time.monotonic() + 20
        while admission.reading._value < 48 and time.monotonic() < deadline:
            time.sleep(0.01)
        answer = Api(own_app, token=token).get(f"/outlets/{outlet_id}/sales-reports")
        assert answer.status_code == 200
        with socket.create_connection(("127.0.0.1", server.server_port)) as line:
            line.sendall(b"GET /sehat HTTP/1.0\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in line.recv(100)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert rests_in(files_folder()) == []
    kept = [
        db.session.execute(select(func.count()).select_from(model)).scalar_one() for model in (StoredFile, SalesFile)
    ]
    assert kept == [0, 0]
