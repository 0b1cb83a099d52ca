"""The process that embeds: a real one, that is killed, hangs, fails, idles and goes with whoever started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from manicule.errors import EmbedderEnded, SemanticMissing, SemanticOther
from manicule.services.embeddings import embedder, embedding, frames
from manicule.services.embeddings.embedder import Embedder
from manicule.services.embeddings.frames import Frame

pytestmark = pytest.mark.skipif(not embedding.available(), reason="manicule[semantic] is not installed")

TEXTS = [
    "Counting dwarf galaxies\nA census of faint systems.",
    "Bird song",
    "",
    "half \ud800 a character",
    "Soil",
    "Law",
]


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ours(time: Time) -> Iterator[Embedder]:
    made = Embedder(clock=time)
    yield made
    made.end()


def stand_in(program: str, time: Time) -> Embedder:
    """One whose process runs this program."""
    return Embedder([sys.executable, "-c", program], time)


def test_it_gives_the_vectors_that_the_model_gives_in_the_order_of_the_texts(ours: Embedder) -> None:
    told: list[int] = []
    vectors = embedding.unpack(b"".join(ours.embed(TEXTS, told.append)))
    assert vectors == pytest.approx(embedding.embed(TEXTS), abs=1e-3)
    assert told == [4, 6]
    assert ours.embed([]) == []


def test_nothing_runs_until_something_is_asked(ours: Embedder) -> None:
    assert ours.process is None
    ours.rest()
    ours.end()
    assert (ours.process, ours.trouble) == (None, "")


def test_killed_in_the_middle_it_is_told_and_started_again_after_a_pause(ours: Embedder, time: Time) -> None:
    first = ours.embed(["Bird song"])

    def kill(_done: int) -> None:
        os.kill(ours.process.pid, signal.SIGKILL)

    with pytest.raises(EmbedderEnded, match="was killed, as the system does where memory is short"):
        ours.embed(TEXTS, kill)
    assert (ours.process, "was killed" in ours.trouble) == (None, True)
    with pytest.raises(EmbedderEnded):
        ours.embed(["Bird song"])
    assert ours.process is None
    time.now += embedder.PAUSE
    assert ours.embed(["Bird song"]) == first
    assert ours.trouble == ""


def test_one_that_was_killed_while_nobody_asked_is_noticed(ours: Embedder) -> None:
    ours.known("a shelf")
    os.kill(ours.process.pid, signal.SIGTERM)
    ours.process.wait(20)
    ours.rest()
    assert ours.trouble == f"The process that makes sentence embeddings was ended by signal {int(signal.SIGTERM)}."


def test_each_pause_is_twice_as_long_until_one_lasted(time: Time) -> None:
    ours, pauses = stand_in("raise SystemExit(3)", time), []
    for _ in range(7):
        with pytest.raises(EmbedderEnded, match="ended by itself, with code 3"):
            ours.known("a shelf")
        pauses.append(ours._again - time.now)
        time.now = ours._again
    assert pauses == [30, 60, 120, 240, 480, 600, 600]


def test_one_that_hangs_is_ended(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "PATIENCE", 0.5)
    with pytest.raises(EmbedderEnded, match="was killed"):
        stand_in("import time; time.sleep(600)", time).known("a shelf")


def test_one_in_which_something_fails_is_given_up_with_the_reason(ours: Embedder) -> None:
    with pytest.raises(EmbedderEnded, match="KeyError"):
        ours.ask({"do": "embed"})
    assert ours.process is None


def test_one_that_cannot_be_started_is_told(time: Time) -> None:
    ours = Embedder(["/nowhere/python"], time)
    with pytest.raises(EmbedderEnded, match="could not be started: No such file"):
        ours.known("a shelf")


def test_an_idle_one_ends_and_the_next_question_starts_another(ours: Embedder, time: Time) -> None:
    ours.put("a shelf", [(7, bytes(768))])
    ours.write_known("a shelf", ["up to", 7])
    assert ours.known("a shelf") == ["up to", 7]
    ours.rest()
    one = ours.process
    time.now += embedder.IDLE + 1
    ours.rest()
    assert (ours.process, one.returncode, ours.trouble) == (None, 0, "")
    assert ours.known("a shelf") is None


def test_without_the_model_the_same_is_said_as_without_a_process(ours: Embedder, monkeypatch) -> None:
    ours.command = [
        sys.executable, "-c", "from manicule.services.embeddings import embedder_process, embedding; "
        "embedding.MODEL = ('manicule', 'version.py', '0'); embedder_process.main()",
    ]  # fmt: skip
    with pytest.raises(SemanticOther):
        ours.embed(["Bird song"])
    assert ours.trouble == ""
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    with pytest.raises(SemanticMissing):
        ours.embed(["Bird song"])


def test_what_a_library_prints_is_no_answer(ours: Embedder) -> None:
    ours.command = [
        sys.executable, "-c", "from manicule.services.embeddings import embedder_process; "
        "known = embedder_process.Desk.known; "
        "embedder_process.Desk.known = lambda *asked: [print('hello', flush=True), known(*asked)][1]; "
        "embedder_process.main()",
    ]  # fmt: skip
    assert ours.known("a shelf") is None


def test_it_ends_with_the_pipe_and_is_neither_moved_by_ctrl_c_nor_by_a_message_that_was_cut() -> None:
    process = subprocess.Popen(embedder.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        frames.write(process.stdin, Frame({"do": "known", "shelf": "one"}))
        assert frames.read(process.stdout) == {"known": None}
        process.send_signal(signal.SIGINT)
        frames.write(process.stdin, Frame({"do": "known", "shelf": "one"}))
        assert frames.read(process.stdout) == {"known": None}
        process.stdin.write(frames.HEAD.pack(100, 0) + b'{"do":')
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads Linux' own account of a process")
def test_it_stands_back_behind_who_answers_requests(ours: Embedder) -> None:
    ours.known("a shelf")
    pid = ours.process.pid
    assert os.getpriority(os.PRIO_PROCESS, pid) >= os.getpriority(os.PRIO_PROCESS, 0)
    with open(f"/proc/{pid}/oom_score_adj") as told:
        assert int(told.read()) == 500
