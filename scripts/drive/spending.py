"""What processes have spent of the CPU, and clients that cost a server nothing but its own work."""

import http.client
import pathlib
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from typing import NamedTuple

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


def _of(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | CPU_CLOCK)
    except OSError:
        return 0.0


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(one) for one in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


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
        self.tokens, self.asked = tokens, count()

    def ask(self, sent: Sent) -> tuple[int, bytes]:
        """Status and body of the answer."""
        headers = {"Content-Type": sent.kind} if sent.body is not None else {}
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[next(self.asked) % len(self.tokens)]}"
        self.line.request(sent.method, sent.path, sent.body, headers)
        answer = self.line.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        """Hang up."""
        self.line.close()


def one_by_one(pids: Callable[[], list[int]], work: Callable[[], object], runs: int) -> float:
    """ms of CPU that one piece of work costs these processes, the median of several."""
    times = []
    for _ in range(runs):
        began = spent(pids())
        work()
        times.append(spent(pids()) - began)
    return 1000 * statistics.median(times)


def side_by_side(pids: Callable[[], list[int]], works: list[Callable[[], object]], runs: int) -> float:
    """ms of CPU that one piece costs when several are asked for at once, `runs` times each."""

    def repeat(work: Callable[[], object]) -> None:
        for _ in range(runs):
            work()

    began = spent(pids())
    together(partial(repeat, work) for work in works)
    return 1000 * (spent(pids()) - began) / (runs * len(works))


def together(works: Iterable[Callable[[], object]]) -> None:
    """Do all of it at once, each in a thread of its own; returns when the last is done."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
