"""What an operator sees of each request: an id, a line of JSON in the log, and counts for Prometheus.

Only the pattern of a route is written down, never an address or a query: those say what somebody reads, and the
address of a feed is a secret.
"""

import json
import logging
import re
import secrets
import sys
import time

from flask import Flask, Response, g, request

from manicule.config import Config

GIVEN = re.compile(r"[\w.-]{8,64}", re.ASCII)  # an id that a proxy has given the request
FASTEST, SLOWEST = 0.001, 10.0
BUCKETS = (FASTEST, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, SLOWEST)  # seconds

log = logging.getLogger("manicule.requests")


def install(app: Flask, config: Config) -> None:
    """Give every request of `app` an id; log and count it where `config` says so."""
    if config.log_requests:
        write_json()
    counted = count if config.metrics is None else counters(config.metrics)

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
            seconds = time.perf_counter() - g.began
            counted(request.method, route(), response.status_code, seconds)
            if config.log_requests:
                log.info("request", extra={"told": line(response, seconds)})
        return response


def route() -> str:
    """The pattern that the address fits, such as `/api/v1/bookmarks/<path:key>`."""
    return request.url_rule.rule if request.url_rule else "none"


def line(response: Response, seconds: float) -> dict:
    """What the log says of a request."""
    device, library = g.get("device"), g.get("library")  # the web library knows its device by the id alone
    return {
        "request": g.request_id,
        "method": request.method,
        "route": route(),
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
        "bytes": response.content_length,
        "library": library and library.id,
        "device": getattr(device, "id", device),
    }


def write_json() -> None:
    """From now on the log of this process is one JSON object on each line of standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    log.setLevel(logging.INFO)


class AsJson(logging.Formatter):
    """`{at, level, logger, message, …}`; within a request with its id, so that a trace can be found by it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        told = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **({"request": g.request_id} if g and "request_id" in g else {}),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def count(_method: str, _route: str, _status: int, _seconds: float) -> None:
    """Do nothing: nobody asked for counts."""


def counters(folder: str) -> object:
    """A function that counts a request in files of `folder`, which the process of the metrics adds up.

    Prometheus' client reads the environment when it is first loaded, so it is loaded here.
    """
    import os

    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    requests = Counter("manicule_requests", "Requests answered.", ["method", "route", "status"], registry=own)
    latency = Histogram("manicule_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=own)

    def counted(method: str, pattern: str, status: int, seconds: float) -> None:
        requests.labels(method, pattern, status).inc()
        latency.labels(pattern).observe(seconds)

    return counted
