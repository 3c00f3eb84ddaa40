"""The application behind a real address, with a worker that does its jobs; for programs and browsers of the tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from core.database import db
from core.jobs import Job, JobStatus, perform


class _Quiet(WSGIRequestHandler):
    """Says nothing of the requests it answers."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_arguments: object) -> None:
        """Keep the output of the tests readable."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the application on a free port of this machine, while a worker does the jobs."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    stop = threading.Event()

    def work() -> None:
        with app.app_context():
            while not stop.is_set():
                waiting = db.session.execute(select(Job.id).where(Job.status == JobStatus.QUEUED)).scalars().all()
                db.session.rollback()
                for job_id in waiting:
                    perform(job_id)
                stop.wait(0.05)
            db.session.remove()

    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
