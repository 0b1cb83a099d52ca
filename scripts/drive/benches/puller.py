"""A bare client of the sync route: what a first sync costs the server and the wire, without a replica behind it."""

import http.client
import json
import time

from drive.backend import Backend
from drive.benches.scale import Laid


class Puller:
    """Pulls page by page and keeps its cursor. `seconds` is the time until each answer had arrived whole, summed."""

    def __init__(self, backend: Backend, laid: Laid) -> None:
        self.backend, self.laid = backend, laid
        self.cursor: str | None = None
        self.more, self.rows, self.requests, self.seconds, self.bytes = True, 0, 0, 0.0, 0
        self.revs: set[tuple[str, int]] = set()

    def pull(self, until: float = float("inf")) -> "Puller":
        """Goes on from where it stopped, until it has that many rows or there are no more."""
        line = http.client.HTTPConnection("127.0.0.1", self.backend.port, timeout=60)
        while self.more and self.rows < until:
            self._page(line)
        line.close()
        return self

    def _page(self, line: http.client.HTTPConnection) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.laid.token}"}
        body = {"protocol": 1, "device": self.laid.device, "cursor": self.cursor, "limit": 500, "mutations": []}
        began = time.perf_counter()
        line.request("POST", "/api/v1/sync", json.dumps(body), headers)
        text = line.getresponse().read()
        self.seconds += time.perf_counter() - began
        answer = json.loads(text)
        self.cursor, self.more = answer["cursor"], answer["more"]
        self.requests += 1
        self.rows += len(answer["changes"])
        self.bytes += len(text)
        self.revs.update((row["id"], row["rev"]) for row in answer["changes"])
