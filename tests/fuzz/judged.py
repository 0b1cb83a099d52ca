"""A running server asked by schemathesis as its own document describes it, and what is not as described.

Schemathesis makes requests that fit the document, at its edges too, and requests that break it in one place each, and
compares every answer with the document: status, content type, body. Over a real socket, as everybody asks.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import schemathesis
import waitress
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from waitress.wasyncore import close_all

from manicule import create_app
from manicule.api.throttle import Rate
from manicule.config import Config
from manicule.models import database
from manicule.services import devices, libraries

SEED = 20_261_126
# Refusals of requests that fit the document: what they break is no matter of form.
BEYOND_FORM = {
    "cursor-invalid",
    "not-a-paper",
    "edit-rejected",
    "encoding-unknown",
    "file-not-understood",
    "page-unknown",
}
REFUSALS = [400, 401, 403, 404, 405, 409, 413, 415, 422, 426, 429]
# A key and a tag's name may hold slashes, so every path below one is that of a longer key too, with its methods.
IN_ANOTHER_KEY = r"/(bookmarks|tags)/(\{\w+\}/\w+|lookup|suggest)$"
REVOKES = "revoke_device"  # asked with the ids that it reads, it ends the token that everything else is asked with


@dataclass
class Verdict:
    """`faults` by operation and kind, each with a request that shows it; `answers` are counted by status."""

    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: Counter = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)

    def judge(self, told: ScenarioRecorder) -> None:
        """Count what was asked, and keep the first fault of each kind."""
        self.operations.add(told.label)
        self.answers.update(one.response.status_code for one in told.interactions.values() if one.response)
        for case, checks in told.checks.items():
            for info in filter(None, (check.failure_info for check in checks)):
                answer = told.interactions[case].response
                kind = type(info.failure).__name__
                if kind != "RejectedPositiveData" or problem(answer.content) not in BEYOND_FORM:
                    said = f"{info.failure.message}\n{info.code_sample}\n{answer.content[:500]!r}"
                    self.faults.setdefault((told.label, kind), said)


def problem(body: bytes) -> str:
    """The type of a problem document, or ""."""
    try:
        return json.loads(body).get("type", "")
    except (ValueError, AttributeError):
        return ""


@contextmanager
def serving(url: str) -> Iterator[tuple[str, str]]:
    """A server that throttles nobody: its address, and a token."""
    app = create_app(Config(database=url, hosts=(), origins=()))
    for name in ("manicule.devices", "manicule.strangers"):
        app.extensions[name].rate = Rate(burst=10**9, per_second=10**9)
    _, token = devices.register(libraries.find_or_make("default", 1), "fuzz", 1)
    database.close()
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}", token
    finally:
        server.close()
        close_all(server._map)  # connections that are kept alive, for which it would wait
        thread.join(10)
        libraries.close_all()


def judged(server: str, token: str, examples: int, phases: tuple[str, ...], signed_in: bool = True) -> Verdict:
    """Ask every route; with the token all but the one that revokes it."""
    bearer = {"Authorization": f"Bearer {token}"}
    config = configured(examples, phases, bearer if signed_in else {})
    schema = schemathesis.openapi.from_url(f"{server}/api/v1/openapi.json", config=config, headers=bearer)
    verdict = Verdict()
    for event in from_schema(schema.exclude(operation_id=REVOKES) if signed_in else schema).execute():
        if isinstance(event, events.ScenarioFinished):
            verdict.judge(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            raise AssertionError(getattr(event, "info", None) or event.exception)
    return verdict


def configured(examples: int, phases: tuple[str, ...], headers: dict[str, str]) -> SchemathesisConfig:
    """The same requests in the same order every time."""
    off = {"enabled": False}
    named = {name: {"enabled": name in phases} for name in ("examples", "coverage", "fuzzing", "stateful")}
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "headers": headers,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": named,
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
            "operations": [
                {
                    "include-path-regex": IN_ANOTHER_KEY,
                    "checks": {"unsupported_method": off, "allow_header_conformance": off},
                }
            ],
        }
    )
