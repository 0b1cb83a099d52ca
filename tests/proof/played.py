"""Plays plans: the real Flask app in this process on a real SQLite file, the extension's core in a process of node."""

import json
import random
import secrets
import shutil
import subprocess
import tempfile
import uuid
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_to_bytes

from manicule import create_app
from manicule.api import throttle
from manicule.config import Config, extension_dir
from manicule.core.operations import links, notes
from manicule.errors import DeviceMissing
from manicule.models import Library, database, disconnect
from manicule.services import devices, ledger, libraries
from manicule.services.backups import backup

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")
EMPTY = 6  # of eight restores, the one that leaves nothing


class Crashed(BaseException):
    """The server process was killed: no handler of the app may see it."""


class Server:
    """The app on a fresh library for each history. `begin` starts one; the other methods are what the player asks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.crash = folder, 0, None
        self.file = folder / "library.db"
        self.app = create_app(Config(database=f"sqlite:///{self.file}", hosts=(), origins=(), now=lambda: self.now))
        self.blank = folder / "blank.db"
        self._copy(self.file, self.blank)
        self._watch_crashes()
        links.MAX_LINKS, notes.MAX_COPIES = 2, 3  # so that some edits are refused
        # Histories of days are played in a second: all the devices that are revoked in them look like one who guesses.
        self.app.extensions["manicule.strangers"] = throttle.Buckets(throttle.Rate(burst=10**9, per_second=1))

    def begin(self, seed: int) -> None:
        """An empty library, and every random number of the server from `seed`."""
        rng = random.Random(seed)
        secrets.token_bytes = rng.randbytes
        uuid.uuid4 = lambda: uuid.UUID(int=rng.getrandbits(128), version=4)
        self.backups: list[Path] = []
        self.web_token = None
        self._put(self.blank)

    def answer(self, asked: dict) -> dict:
        """What the player asked, answered."""
        if "http" in asked:
            return self.http(**asked["http"])
        kind = asked.pop("control")
        return getattr(self, kind)(**asked)

    def http(self, method: str, path: str, token: str, body: str | None, now: int, crash: dict | None = None) -> dict:
        """One request through the whole app: `{status, headers, body}`; status 0 when the server died of `crash`."""
        self.now, self.crash = now, crash and dict(crash)
        heard: dict = {}

        def start(status: str, headers: list, _exc: object = None) -> None:
            heard.update(status=int(status[:3]), headers={k: v for k, v in headers if k != "Content-Length"})

        try:
            chunks = self.app.wsgi_app(self._environ(method, path, token, (body or "").encode()), start)
            return {**heard, "body": b"".join(chunks).decode()}
        except Crashed:
            return {"status": 0, "headers": {}, "body": ""}
        finally:
            self.crash = None

    def _environ(self, method: str, path: str, token: str, body: bytes) -> dict:
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "7373", "HTTP_HOST": "127.0.0.1:7373", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
            "REQUEST_URI": path, "RAW_URI": path,
            "HTTP_AUTHORIZATION": f"Bearer {token}", "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": BytesIO(), "wsgi.version": (1, 0),
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip

    def _watch_crashes(self) -> None:
        take, write = ledger.take, ledger._write

        def counted(*args: object) -> dict:
            crash = self.crash
            if crash and crash["after"] == 0 and crash["when"] == "before":
                raise Crashed
            result = take(*args)
            if crash and crash["after"] == 0 and crash["when"] == "after":
                raise Crashed
            if crash:
                crash["after"] -= 1
            return result

        def written(*args: object) -> None:
            write(*args)
            if self.crash and self.crash["after"] == 0 and self.crash["when"] == "within":
                raise Crashed

        ledger.take, ledger._write = counted, written

    def pair(self, name: str, now: int | None = None) -> dict:
        """A device paired by hand."""
        self.now = now or self.now
        with self._library() as library:
            device, token = devices.register(library, name, self.now)
        return {"device": device.id, "token": token, "library": "default"}

    def revoke(self, device: str) -> dict:
        """A device whose token is of no use any more."""
        with self._library() as library, suppress(DeviceMissing):  # of a history that the server has lost
            devices.revoke(library, device, self.now)
        return {}

    def web(self, now: int) -> dict:
        """The token of the web library."""
        self.now = now
        self.web_token = self.web_token or self.pair("web")["token"]
        return {"token": self.web_token}

    def backup(self) -> dict:
        """A copy of the library as it is."""
        file = self.folder / f"backup-{len(self.backups)}.db"
        self._copy(self.file, file)
        self.backups.append(file)
        return {}

    def restore(self, which: int) -> dict:
        """An older copy put back, by `manicule restore` or by somebody who copies files; or an empty library."""
        if which % 8 == EMPTY:
            self._put(self.blank)
            self.web_token = None
            return {"restored": True}
        if not self.backups:
            return {"restored": False}
        file = self.backups[which // 2 % len(self.backups)]
        if which % 2:
            restored = backup.restore(f"sqlite:///{self.file}", file, self.now)
            restored.kept.unlink()
        else:
            self._put(file)
            self.web_token = None
        return {"restored": True}

    def texts(self) -> dict:
        """Everything that the library holds, as one text."""
        with self._library():
            cursor = database.execute_sql("SELECT note, note_copies, links, ids, fields, alive FROM bookmark")
            rows = [row if row[5] else (*row[:3], "", row[4]) for row in cursor.fetchall()]
        return {"texts": json.dumps(rows, ensure_ascii=False).replace('\\"', '"')}

    def _library(self):
        return _Opened()

    def _copy(self, source: Path, target: Path) -> None:
        disconnect(database.obj)  # the file is whole only when nobody has it open
        shutil.copyfile(source, target)

    def _put(self, source: Path) -> None:
        disconnect(database.obj)
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(source, self.file)


class _Opened:
    def __enter__(self) -> Library:
        database.connect(reuse_if_open=True)
        return libraries.find_or_make("default", 0)

    def __exit__(self, *_error: object) -> None:
        database.close()


class Player:
    """A server and a player; `play(plan)` plays one history and tells what it left behind."""

    def __init__(self, extension: Path | None = None, server: Server | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.server = server or Server(Path(self._folder.name))
        command = ["node", str(HERE / "player.js"), str(extension or extension_dir())]
        self.node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def play(self, plan: dict) -> dict:
        """The journal of the history and what each device ended with (player.js)."""
        self.server.begin(plan["seed"])
        self._send(plan)
        while True:
            message = json.loads(self.node.stdout.readline())
            if "played" in message:
                return message["played"]
            self._send(self.server.answer(message["ask"]))

    def _send(self, message: dict) -> None:
        self.node.stdin.write(json.dumps(message).encode() + b"\n")
        self.node.stdin.flush()

    def close(self) -> None:
        """Ends the player."""
        with suppress(OSError):
            self.node.stdin.close()
        self.node.wait()
        self.node.stdout.close()
        database.close()
        self._folder.cleanup()
