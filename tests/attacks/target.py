"""A running server as an attacker sees it: sockets, and whatever was stolen."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from served import Served, serving

from manicule.config import clock
from manicule.services import devices, libraries

KEY = "arxiv:1706.03762"
NOTE = "Zanzibar: what only I know"
PATIENCE = 120  # seconds: an attack that is answered at all is answered long before, on any machine


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case; `text` is the body."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def kind(self) -> str:
        """The `type` of a problem document, "" for another answer."""
        return json.loads(self.text).get("type", "") if "json" in self.headers.get("content-type", "") else ""


class Target:
    """A server with one bookmark, one device with a token, and one browser that is signed in."""

    def __init__(self, served: Served, folder: Path, url: str) -> None:
        self.served, self.folder, self.url, self.port = served, folder, url, served.port
        self.home = f"http://127.0.0.1:{served.port}"
        self.must("POST", "/api/v1/bookmarks", {"key": KEY, "note": NOTE, "title": "Attention"})

    def new_token(self, name: str, library: str = "default") -> str:
        """A token as `manicule token create` makes it, without waiting for a process."""
        bound = libraries.open_database(self.url)
        try:
            return devices.register(libraries.find_or_make(library, clock()), name, clock())[1]
        finally:
            libraries.close(bound)

    def revoke(self, name: str) -> None:
        """Revokes the token of that name, by the one that is mine."""
        [device] = [one["id"] for one in self.must("GET", "/api/v1/devices")["items"] if one["name"] == name]
        self.must("DELETE", f"/api/v1/devices/{device}")

    @cached_property
    def token(self) -> str:
        return self.new_token("laptop")

    @cached_property
    def cookie(self) -> str:
        """The cookie of a browser that is signed in, `name=value`."""
        return self.sign_in()

    def code(self) -> str:
        """A fresh code, good for a pairing or a sign-in."""
        return self.must("POST", "/api/v1/sign-in", {})["url"].rpartition("/")[2]

    def sign_in(self, **headers: str) -> str:
        """Signs one more browser in. Returns its cookie."""
        return self.sign_in_with(self.code(), **headers)

    def sign_in_with(self, code: str, **headers: str) -> str:
        """Signs a browser in with a code of anybody's. Returns its cookie."""
        answer = self.ask("POST", "/sign-in", {"code": code}, form=True, headers=headers)
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].split(";")[0]

    def csrf(self, cookie: str) -> str:
        """What the forms of that browser's pages carry."""
        page = self.ask("GET", "/devices", headers={"Cookie": cookie})
        return re.search(r'name="csrf" value="(\w+)"', page.text)[1]

    def ask(
        self, method: str, path: str, body: object = None, *, form: bool = False, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request; `body` is sent as JSON, as a form, or as it is where it is bytes."""
        sent = dict(headers or {})
        data = body if isinstance(body, bytes) else None
        if body is not None and data is None:
            data = (urlencode(body) if form else json.dumps(body)).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded" if form else "application/json")
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body=data, headers=sent)
            with connection.getresponse() as answer:
                named = {name.lower(): value for name, value in answer.getheaders()}
                return Answer(answer.status, named, answer.read().decode("utf-8", "replace"))

    def api(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """A request of the paired device."""
        return self.ask(method, path, body, headers={"Authorization": f"Bearer {self.token}", **headers})

    def must(self, method: str, path: str, body: object = None) -> object:
        """The same, which has to succeed: its answer as JSON."""
        answer = self.api(method, path, body)
        assert answer.status < 300, answer
        return json.loads(answer.text) if answer.text else None

    def raw(self, *lines: str, body: bytes = b"") -> Answer:
        """A request of exactly these lines: what no browser or library would send."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)) as connection:
            connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)
            head, _, text = b"".join(iter(lambda: connection.recv(1 << 16), b"")).partition(b"\r\n\r\n")
        first, *others = head.decode("latin-1").split("\r\n")
        named = {name.lower(): value for name, value in (line.split(": ", 1) for line in others)}
        return Answer(int(first.split()[1]), named, text.decode("utf-8", "replace"))

    def untouched(self) -> bool:
        """Whether it lives, and its library is as it was."""
        held = self.must("GET", "/api/v1/bookmarks")["items"]
        return [(one["key"], one["note"], one["status"]) for one in held] == [(KEY, NOTE, "to_read")]


@contextmanager
def attacked(folder: Path, *words: str, url: str = "") -> Iterator[Target]:
    """Serves a new library, in `folder` or at the address of another database, until the attack is over."""
    url = url or f"sqlite:///{folder / 'library.db'}"
    with serving(url, *words) as served:
        yield Target(served, folder, url)
