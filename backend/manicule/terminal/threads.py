"""gunicorn's threaded worker. Each thread reads one request at a time, so slow requests are given up sooner than under
waitress, and malformed ones are refused.
"""

from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from manicule.core.limits import PATIENCE_OF_A_THREAD
from manicule.terminal.patience import Hasty
from manicule.terminal.strict import Reader


class PatientWorker(ThreadWorker):
    """Named in `serving.settings`."""

    def handle(self, conn: TConn) -> object:
        """One request. Its connection is wrapped the first time."""
        if not isinstance(conn.sock, Hasty):
            conn.sock = Hasty(conn.sock, PATIENCE_OF_A_THREAD)
        conn.sock.begin()
        return super().handle(conn)

    def handle_request(self, req: Request, conn: TConn) -> object:
        """The app's answer to it."""
        req.body.reader = Reader(req.body.reader, req.force_close)
        return super().handle_request(req, conn)
