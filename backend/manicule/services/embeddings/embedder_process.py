"""The process that embeds, started by embedder.py alone: `python -m manicule.services.embeddings.embedder_process`.

It reads a message, does what it says, answers, and ends with the pipe: however the server ends, this does too. It sees
no database, no network and no file but the model. What each message holds:

| `do` | with | gives |
|---|---|---|
| `embed` | `texts` | their vectors |
| `known` | `shelf` | `known`, as it was written last, or null |
| `write_known` | `shelf` `known` | |
| `clear` | `shelf` | |
| `put` | `shelf` `docs`, their vectors | |
| `near` | `shelf` `most`, vectors | `docs`: for each vector the nearest |
| `forget` | `shelf` `docs` | |
| `cosines` | `pairs`: for each vector places of others; `asked`: how many vectors, before the others | `cosines` |
"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from manicule.errors import SemanticMissing
from manicule.services.embeddings import embedding, frames
from manicule.services.embeddings.frames import Frame
from manicule.services.embeddings.nearest import Shelves

PATIENT = 10  # of nice: whoever answers requests comes first
EXPENDABLE = "500"  # of 1,000: where memory ends, Linux should end this process before the server
Answer = tuple[dict, bytes]


class Desk:
    """What can be asked of the process; each method is one `do`."""

    def __init__(self) -> None:
        self.shelves = Shelves()

    def embed(self, asked: Frame) -> Answer:
        return {}, b"".join(map(embedding.pack, embedding.embed(asked["texts"])))

    def known(self, asked: Frame) -> Answer:
        return {"known": self.shelves.get(asked["shelf"]).known}, b""

    def write_known(self, asked: Frame) -> Answer:
        self.shelves.get(asked["shelf"]).known = asked["known"]
        return {}, b""

    def clear(self, asked: Frame) -> Answer:
        self.shelves.clear(asked["shelf"])
        return {}, b""

    def put(self, asked: Frame) -> Answer:
        self.shelves.get(asked["shelf"]).put(asked["docs"], asked.numbers)
        return {}, b""

    def near(self, asked: Frame) -> Answer:
        shelf = self.shelves.get(asked["shelf"])
        return {"docs": shelf.near(embedding.unpack(asked.numbers), asked["most"])}, b""

    def forget(self, asked: Frame) -> Answer:
        self.shelves.get(asked["shelf"]).forget(asked["docs"])
        return {}, b""

    def cosines(self, asked: Frame) -> Answer:
        vectors = embedding.unpack(asked.numbers)
        rows, others = vectors[: asked["asked"]], vectors[asked["asked"] :]
        return {"cosines": [(others[places] @ row).tolist() if places else []
                            for row, places in zip(rows, asked["pairs"], strict=True)]}, b""  # fmt: skip


def answer(desk: Desk, asked: Frame) -> Frame:
    """What the desk says; what goes wrong is said too, by the name of its class."""
    try:
        return Frame(*getattr(desk, asked["do"])(asked))
    except SemanticMissing as error:
        return Frame({"semantic": type(error).__name__})
    except Exception as error:
        return Frame({"failed": f"{type(error).__name__}: {error}"})


def stand_back() -> None:
    """Let the server come first, for the processor and for memory; Ctrl-C is for the server, which closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(PATIENT)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(EXPENDABLE, encoding="ascii")


def main() -> None:
    """Answer until the pipe is closed."""
    stand_back()
    desk, asks, answers = Desk(), sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not be taken for an answer
    with suppress(BrokenPipeError):
        while (asked := frames.read(asks)) is not None:
            frames.write(answers, answer(desk, asked))


if __name__ == "__main__":
    main()
