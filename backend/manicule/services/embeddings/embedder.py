"""The process that makes sentence embeddings, seen from the server: started when needed, ended when idle.

The model and the vectors of a large library take hundreds of megabytes, and native code that can take its process
down. So they live in a process of their own: the server stays small, and goes on if that one ends by a fault or for
want of memory. Papers then relate by their words alone, which is logged and reported (`trouble`), and after a pause
the process is started again. Asking it costs a tenth of a millisecond.
"""

import atexit
import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from manicule.errors import EmbedderEnded, SemanticMissing, SemanticOther
from manicule.services import repeating
from manicule.services.embeddings import embedding, frames
from manicule.services.embeddings.frames import Frame

# -P: import nothing from the current folder
COMMAND = (sys.executable, "-P", "-m", "manicule.services.embeddings.embedder_process")
IDLE = 600.0  # seconds; starting again is cheap: a library of 100,000 is read in one
EVERY = 30.0  # seconds between two looks whether it is idle
PAUSE, LONGEST_PAUSE = 30.0, 600.0  # seconds until it is started again, twice as long each time
KILLED = 9
PATIENCE = 60.0  # seconds for an answer, which takes a tenth; then it hangs
BETWEEN = 0.002  # seconds between two parts of long work, in which those who wait have their turn
LOW = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS} if sys.platform == "win32" else {}
log = logging.getLogger("manicule")


class Embedder:
    """The process, or none as long as nobody needs it. One question at a time; from any thread."""

    def __init__(self, command: Sequence[str] = COMMAND, clock: Callable[[], float] = time.monotonic) -> None:
        self.command, self.clock = command, clock
        self.process: subprocess.Popen | None = None
        self.trouble = ""  # a sentence, from when it ended by itself until it works again
        self._lock = threading.Lock()
        self._used = self._started = self._again = 0.0
        self._pause = PAUSE

    def embed(self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> list[bytes]:
        """The vector of each text, packed.

        :param done: is told how many are finished
        :raise SemanticMissing: :raise SemanticOther: as `embedding.embed` does
        :raise EmbedderEnded: where the process ended, or is not to be started yet
        """
        if not embedding.available():
            raise SemanticMissing
        vectors, finished = [b""] * len(texts), 0
        for places in embedding.batches(texts):
            if finished:
                time.sleep(BETWEEN)
            asked = {"do": "embed", "texts": [texts[place][: embedding.CHARACTERS] for place in places]}
            for place, vector in zip(places, embedding.apart(self.ask(asked).numbers), strict=True):
                vectors[place] = vector
            finished += len(places)
            done(finished)
        return vectors

    def known(self, shelf: str) -> list | None:
        """What was written on a shelf last; None on a new one."""
        return self.ask({"do": "known", "shelf": shelf})["known"]

    def write_known(self, shelf: str, known: Sequence) -> None:
        """Write on a shelf how far it is filled."""
        self.ask({"do": "write_known", "shelf": shelf, "known": known})

    def clear(self, shelf: str) -> None:
        """Have it forget all of a shelf."""
        self.ask({"do": "clear", "shelf": shelf})

    def put(self, shelf: str, new: Sequence[tuple[int, bytes]]) -> None:
        """Have it remember these packed vectors, each with its bookmark's `doc`."""
        asked = {"do": "put", "shelf": shelf, "docs": [doc for doc, _ in new]}
        self.ask(asked, b"".join(packed for _, packed in new))

    def near(self, shelf: str, vectors: Sequence[bytes], most: int) -> list[list[int]]:
        """For each vector the `most` nearest of a shelf, the nearest first."""
        return self.ask({"do": "near", "shelf": shelf, "most": most}, b"".join(vectors))["docs"]

    def forget(self, shelf: str, docs: Sequence[int]) -> None:
        """Have it find these no more."""
        self.ask({"do": "forget", "shelf": shelf, "docs": docs})

    def cosines(
        self, vectors: Sequence[bytes], others: Sequence[bytes], pairs: Sequence[Sequence[int]]
    ) -> list[list[float]]:
        """For each vector its cosines with those of the others whose places `pairs` names."""
        asked = {"do": "cosines", "asked": len(vectors), "pairs": pairs}
        return self.ask(asked, b"".join([*vectors, *others]))["cosines"]

    def ask(self, said: dict, numbers: bytes = b"") -> Frame:
        """Its answer; it is started if it does not run.

        :raise EmbedderEnded: where there is none
        """
        with self._lock:
            process = self._running()
            answer = _answer(process, Frame(said, numbers))
            if answer is None or "failed" in answer:
                self._give_up(process, answer["failed"] if answer else "")
            self.trouble, self._used = "", self.clock()
        if "semantic" in answer:
            raise {one.__name__: one for one in (SemanticMissing, SemanticOther)}[answer["semantic"]]
        return answer

    def rest(self) -> None:
        """End it if nobody has asked it anything for long; notice it if it ended by itself."""
        with self._lock, contextlib.suppress(EmbedderEnded):
            if self.process is None:
                return
            if self.process.poll() is not None:
                self._give_up(self.process)
            if self.clock() - self._used > IDLE:
                self._close()

    def end(self) -> None:
        """End it, if it runs."""
        with self._lock:
            self._close()

    def _running(self) -> subprocess.Popen:
        if self.process and self.process.poll() is not None:
            self._give_up(self.process)
        if self.process is None:
            if self.trouble and self.clock() < self._again:
                raise EmbedderEnded(self.trouble)
            self._started = self.clock()
            try:
                self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **LOW)
            except OSError as error:
                self._pause_for(f"could not be started: {error.strerror}")
        return self.process

    def _give_up(self, process: subprocess.Popen, failed: str = "") -> NoReturn:
        """It has ended, hangs, or cannot be trusted any more: be rid of it, and say so."""
        self.process = None
        if failed:
            process.kill()
        with process:  # closes the pipes
            process.wait()
        self._pause_for(failed or told(process.returncode))

    def _pause_for(self, reason: str) -> NoReturn:
        lasted = self.clock() - self._started > LONGEST_PAUSE
        self._pause = PAUSE if lasted or not self.trouble else min(2 * self._pause, LONGEST_PAUSE)
        self._again = self.clock() + self._pause
        self.trouble = f"The process that makes sentence embeddings {reason}."
        log.warning("%s Papers relate by their words until it is started again, in %d s.", self.trouble, self._pause)
        raise EmbedderEnded(self.trouble)

    def _close(self) -> None:
        if self.process is None:
            return
        process, self.process = self.process, None
        watch = _watched(process)
        with process:  # closes the pipes, at which it ends
            process.stdin.close()
            process.wait()
        watch.cancel()


def _answer(process: subprocess.Popen, asked: Frame) -> Frame | None:
    """What it answers, None if it ends before, or is ended because it hangs."""
    watch = _watched(process)
    try:
        frames.write(process.stdin, asked)
        return frames.read(process.stdout)
    except OSError:
        return None
    finally:
        watch.cancel()


def _watched(process: subprocess.Popen) -> threading.Timer:
    """A watch that ends it unless it is cancelled in time."""
    watch = threading.Timer(PATIENCE, process.kill)
    watch.daemon = True
    watch.start()
    return watch


def told(left: int) -> str:
    """How a process with this return code ended, in words."""
    if left == -KILLED:
        return "was killed, as the system does where memory is short"
    return f"was ended by signal {-left}" if left < 0 else f"ended by itself, with code {left}"


ours = Embedder()
atexit.register(ours.end)


def state() -> str:
    """`ok`, `trouble` where it ended by itself and is still to be started again, `none` where it is not installed."""
    if not embedding.available():
        return "none"
    return "trouble" if ours.trouble else "ok"


def start() -> threading.Event | None:
    """Look now and then whether it is idle, in a thread of its own, until the event is set, where it is installed."""
    if not embedding.available():
        return None
    return repeating.every(EVERY, "embedder", lambda _: ours.rest(), "The process that embeds could not be ended")
