"""Many histories on every core: each worker is a process with a server and a player of its own."""

import atexit
import gc
import hashlib
import json
import multiprocessing
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

from faults import FAULTS, broken_extension
from plans import plan
from played import Player
from shortest import shortest
from verdict import verdict

from manicule.services import shelf

AT_ONCE = 4  # histories a worker is given at a time


class Worker:
    """What a worker process keeps from one history to the next: the player, with the deliberate fault it has."""

    def __init__(self, fault: str | None, relating: bool = True) -> None:
        self.fault = FAULTS[fault] if fault else None
        self.stack = ExitStack()
        extension = None
        if self.fault and self.fault.server:
            self.stack.enter_context(self.fault.server())
        if self.fault and self.fault.extension:
            folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
            extension = broken_extension(self.fault, folder)
        self.player = Player(extension)
        self.stack.callback(self.player.close)
        if not relating:
            self.stack.enter_context(mock.patch.object(shelf.relating, "index", return_value=None))

    def failures(self, plan: dict) -> tuple[list[str], dict]:
        """What failed in one history, and how often each fault was injected."""
        played = self.player.play(plan)
        return verdict(played), played["counts"]

    def planned(self, seed: int, kind: str | None) -> dict:
        """The history of a seed; a deliberate fault says which kind of history shows it."""
        return plan(seed, kind or (self.fault and self.fault.kind), bool(self.fault and self.fault.steered))


worker: Worker | None = None


def _start(fault: str | None, relating: bool = True) -> None:
    global worker
    worker = Worker(fault, relating)
    atexit.register(worker.stack.close)
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)


def _play(seeds: list[int], kind: str | None) -> list[tuple[int, list[str], dict]]:
    return [(seed, *worker.failures(worker.planned(seed, kind))) for seed in seeds]


def _failures(plan: dict) -> list[str]:
    return worker.failures(plan)[0]


def _fingerprint(seed: int) -> str:
    played = worker.player.play(worker.planned(seed, None))
    return hashlib.sha256(json.dumps(played, sort_keys=True).encode()).hexdigest()


def _shortest(seed: int, kind: str | None) -> tuple[list[str], list[str]]:
    found = shortest(worker.planned(seed, kind), lambda plan: worker.failures(plan)[0])
    played = worker.player.play(found)
    return verdict(played), played["told"]


class Crowd:
    """`play(seeds)` gives `(seed, failures, counts of faults)` of each history, in order; to be closed.

    Without `relating`, the server keeps no index of what relates to what: no device has it, and it is half of the work.
    """

    def __init__(self, fault: str | None = None, workers: int | None = None, relating: bool = True) -> None:
        spawn = multiprocessing.get_context("spawn")
        workers = workers or multiprocessing.cpu_count()
        self.pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_start, initargs=(fault, relating))

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *_error: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def play(self, seeds: Iterable[int], kind: str | None = None) -> Iterator[tuple[int, list[str], dict]]:
        """Play the histories of these seeds; `kind` is one of plans.KINDS, else the seed's own."""
        seeds = list(seeds)
        parts = [seeds[start : start + AT_ONCE] for start in range(0, len(seeds), AT_ONCE)]
        for part in self.pool.map(_play, parts, [kind] * len(parts)):
            yield from part

    def failures(self, plan: dict) -> list[str]:
        """What fails in a history that is given as its plan."""
        return self.pool.submit(_failures, plan).result()

    def fingerprints(self, seeds: Iterable[int]) -> list[str]:
        """Of everything that each history left behind."""
        return list(self.pool.map(_fingerprint, seeds))

    def shortest(self, seed: int, kind: str | None = None) -> tuple[list[str], list[str]]:
        """The shortest history that fails as that of the seed: `(failures, its steps in words)`."""
        return self.pool.submit(_shortest, seed, kind).result()
