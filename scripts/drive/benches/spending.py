"""What processes have spent of the CPU, and clients that cost a server nothing but its own work."""

import http.client
import pathlib
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import count
from typing import NamedTuple

LONG, FEW = 1.0, 3  # seconds, times: what takes longer is done no more often
IDLE = 30  # seconds; a server closes a connection that says nothing for a minute
CPU_CLOCK = 2  # CPUCLOCK_SCHED of Linux' sys/types: the clock of a process is named by the complement of its number


class Sent(NamedTuple):
    """A request."""

    method: str
    path: str
    body: bytes | None = None
    kind: str = "application/json"


def spent(pids: Iterable[int]) -> float:
    """Seconds of CPU that these processes have used, those that have ended left out."""
    return sum(map(_of, pids))


def each(pids: Iterable[int]) -> dict[int, float]:
    """The same for each of them."""
    return {pid: _of(pid) for pid in pids}


def since(before: dict[int, float], pids: Iterable[int]) -> float:
    """Seconds of CPU that these have used since; of a process that has ended meanwhile nothing is known."""
    return sum(now - before.get(pid, 0.0) for pid, now in each(pids).items())


def _of(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | CPU_CLOCK)
    except OSError:
        return 0.0


def children(pid: int) -> list[int]:
    """The processes that this one has started, from any of its threads."""
    found = []
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # it has ended
            found += map(int, (thread / "children").read_text().split())
    return found


def peak(pid: int) -> float:
    """MB of memory that a process had at most since `forget_peak`."""
    told = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def forget_peak(pid: int) -> None:
    """Let the peak of a process begin with what it has now."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


class Client:
    """One kept connection; each token of several in turn, for a device may only ask so often."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.tokens, self.asked, self.last = tokens, count(), 0.0

    def ask(self, sent: Sent) -> tuple[int, bytes]:
        """Status and body of the answer."""
        headers = {"Content-Type": sent.kind} if sent.body is not None else {}
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[next(self.asked) % len(self.tokens)]}"
        if time.monotonic() - self.last > IDLE:
            self.line.close()
        self.line.request(sent.method, sent.path, sent.body, headers)
        answer = self.line.getresponse()
        body = answer.read()
        self.last = time.monotonic()
        return answer.status, body

    def close(self) -> None:
        """Hang up."""
        self.line.close()


class Work(NamedTuple):
    """Something to be done, and the processes that do it."""

    pids: Callable[[], list[int]]
    do: Callable[[], object]


def in_turn(works: list[Work], runs: int) -> list[float]:
    """ms of CPU that each costs its processes, the median of several times; each time all of them in their order."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, mine in zip(works, times, strict=True):
            if len(mine) >= FEW and min(mine) > LONG:
                continue
            began = each(work.pids())
            work.do()
            mine.append(since(began, work.pids()))
    return [1000 * statistics.median(mine) for mine in times]


def side_by_side(pids: Callable[[], list[int]], works: list[Callable[[], object]], runs: int) -> float:
    """ms of CPU that one piece costs when several are asked for at once, `runs` times each."""

    def repeat(work: Callable[[], object]) -> None:
        for _ in range(runs):
            work()

    began = each(pids())
    together(partial(repeat, work) for work in works)
    return 1000 * since(began, pids()) / (runs * len(works))


def together(works: Iterable[Callable[[], object]]) -> None:
    """Do all of it at once, each in a thread of its own; returns when the last is done."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
