"""How requests reach the app: in this process by waitress, in several by gunicorn. When stopped, both finish what runs.

No process holds a state that another needs: what must be common is in the database.
"""

import logging
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from manicule import create_app
from manicule.config import Config
from manicule.core.limits import MAX_CONNECTIONS, MAX_HEADERS, MAX_IDLE, MAX_REQUEST_LINE
from manicule.errors import WorkersImpossible
from manicule.services import libraries, link_checks, repeating
from manicule.services.backups import daily
from manicule.services.embeddings import embedder, embedding_later, row_meanings
from manicule.services.related_papers import catching_up
from manicule.services.searching import settling

# Bytes that are read before the app refuses with a sentence, a file to import among them; beyond that the line is cut.
MAX_REQUEST = 260 << 20
# waitress' settings, by the names of its documentation
ADJUSTMENTS = {
    "ident": "manicule",
    "max_request_body_size": MAX_REQUEST,
    "max_request_header_size": MAX_HEADERS,
    "channel_timeout": MAX_IDLE,
    "cleanup_interval": 10,
    "connection_limit": MAX_CONNECTIONS if hasattr(select, "poll") else 100,
    "asyncore_use_poll": hasattr(select, "poll"),
    "clear_untrusted_proxy_headers": False,  # whom to believe is decided in one place, api/guard.py
}
GRACE = 30  # seconds that running requests have when the server is told to stop


@dataclass(frozen=True)
class Plan:
    """What to serve: `backups` is the SQLite file of which one is made a day, None for others."""

    config: Config
    listening: socket.socket
    workers: int
    threads: int
    backups: Path | None


def run(plan: Plan) -> None:
    """Serve until the process is told to stop.

    :raise WorkersImpossible: if this system cannot share a socket among processes
    """
    (_in_this_process if plan.workers == 1 else _in_several)(plan)


def _in_this_process(plan: Plan) -> None:
    import waitress

    from manicule.terminal import patience

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that has to wait
    app = create_app(plan.config)
    server = waitress.create_server(app, sockets=[plan.listening], threads=plan.threads, **ADJUSTMENTS)
    patience.watch(server)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _work_beside(plan)
    _finish_what_runs(server)
    server.run()
    server.close()
    _end()


def _finish_what_runs(server: object) -> None:
    """Waitress gives running requests five seconds, and a large export takes longer; what it has not sent of an answer
    when they are done would be lost, so it goes on sending, and takes no new connection.
    """
    end = server.task_dispatcher.shutdown

    def finish(cancel_pending: bool = True, timeout: float = GRACE) -> None:
        until = time.monotonic() + timeout
        server.del_channel()
        server.socket.close()
        ending = threading.Thread(target=end, args=(cancel_pending, timeout))
        ending.start()
        while time.monotonic() < until and (ending.is_alive() or _unsent(server)):
            server.asyncore.loop(timeout=0.1, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)
        ending.join()

    server.task_dispatcher.shutdown = finish


def _unsent(server: object) -> bool:
    """Whether somebody has not yet been sent all of an answer."""
    return any(channel.total_outbufs_len for channel in server.active_channels.values())


def _in_several(plan: Plan) -> None:
    try:
        from gunicorn.app.base import BaseApplication
    except ImportError as error:  # it needs fork, which Windows has not
        raise WorkersImpossible from error

    class Processes(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings(plan).items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return create_app(plan.config)

    Processes().run()


def settings(plan: Plan) -> dict[str, object]:
    """gunicorn's settings, by the names of its documentation."""
    return {
        "bind": [f"fd://{plan.listening.detach()}"],
        "workers": plan.workers,
        "worker_class": "manicule.terminal.threads.PatientWorker",
        "threads": plan.threads,
        "graceful_timeout": GRACE,
        "timeout": 120,
        "limit_request_line": MAX_REQUEST_LINE,
        "keepalive": 5,
        "forwarded_allow_ips": "",  # whom to believe is decided in one place, api/guard.py
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": lambda _worker: _work_beside(plan),
        "worker_exit": lambda _server, _worker: _end(),
    }


def _work_beside(plan: Plan) -> None:
    """What goes on beside the requests."""
    catching_up.start()
    settling.start()
    embedder.start()
    if plan.config.embed:
        embedding_later.start(plan.config.now)
        row_meanings.start()
    else:
        row_meanings.make_none()
    if plan.config.check_links:
        link_checks.start(plan.config.now)
    if plan.backups is not None:
        daily.start(plan.backups, plan.config.now)


def _end() -> None:
    """The last that a process does: nothing goes on beside requests any more, and the database is closed."""
    repeating.end()
    embedder.ours.end()
    libraries.close_all()


@contextmanager
def metrics(port: int | None) -> Iterator[Path | None]:
    """A process beside the server that tells Prometheus, on 127.0.0.1, what all of its processes count.

    :return: the folder they count in, or None without a port
    """
    if port is None:
        yield None
        return
    import multiprocessing
    import tempfile

    with tempfile.TemporaryDirectory(prefix="manicule-metrics-") as folder:
        beside = multiprocessing.get_context("spawn").Process(target=_tell, args=(port, folder), daemon=True)
        beside.start()
        try:
            yield Path(folder)
        finally:
            beside.terminate()
            beside.join()


def _tell(port: int, folder: str) -> None:
    """Runs in that process until the server's ends, however it ends."""
    import multiprocessing

    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    start_http_server(port, addr="127.0.0.1", registry=registry)
    parent: Callable = multiprocessing.parent_process
    parent().join()
