"""Photos of the paper notes that reports were typed from."""

from io import BytesIO

from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.database import committed
from outlets import report_photos
from outlets.report_models import ReportPhoto
from outlets.sales_models import SalesReport
from tests.partnerships.pictures import jpeg


def make_report_photo(report: SalesReport, by: UserAccount) -> ReportPhoto:
    """A photo of a note beside a report."""
    return committed(report_photos.attach, report, FileStorage(BytesIO(jpeg()), "catatan.jpg"), by=by)
