"""What a WSGI server serves."""

from application import create_app

app = create_app()
