"""The simulator's server at the other end of nginx: what `tests/proof` plays in one process, over real sockets."""

import http.client
import random
from contextlib import closing

from deployment import Deployment
from played import Server

from manicule.models import connect, database, disconnect
from manicule.services import devices, libraries


class RemoteServer(Server):
    """Asked as Server is. A history's crash kills a process of the app, and every so often the database restarts."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment, self.asked, self.crashes, self.restarts = deployment, 0, 0, 0
        self.bound = connect(deployment.database)

    def begin(self, seed: int) -> None:
        """A library of its own for each history, whose rows alone the verdict may see: so all others are emptied."""
        random.seed(seed)
        self.web_token = None
        with self._library():
            tables = ", ".join(f'"{name}"' for name in database.get_tables() if name not in KEPT)
            database.execute_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            libraries.find_or_make("default", 0)

    def http(self, method: str, path: str, token: str, body: str | None, now: int, crash: dict | None = None) -> dict:
        """One request through nginx: `{status, headers, body}`; status 0 when nobody answered."""
        self.asked += 1
        if crash or self.asked % 60 == 0:
            self.crashes += 1
            self.deployment.kill_an_app(self.crashes)
        if self.asked % 150 == 0:
            self.restarts += 1
            self.deployment.restart_the_database()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.deployment.port, timeout=30)
        with closing(connection):
            try:
                connection.request(method, path, body=(body or "").encode(), headers=headers)
                answer = connection.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException):
                return {"status": 0, "headers": {}, "body": ""}
        kept = {name: value for name, value in answer.getheaders() if name.lower() != "content-length"}
        return {"status": answer.status, "headers": kept, "body": text}

    def pair(self, name: str, now: int | None = None) -> dict:
        """A device paired by hand."""
        with self._library() as library:
            device, token = devices.register(library, name, 0)
        return {"device": device.id, "token": token, "library": "default"}

    def web(self, now: int) -> dict:
        """The token of the web library."""
        self.web_token = self.web_token or self.pair("web")["token"]
        return {"token": self.web_token}

    def close(self) -> None:
        """Lets the database go."""
        disconnect(self.bound)


KEPT = {"server", "schema_migration"}
