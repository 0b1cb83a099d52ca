"""`scripts/bench --soak MINUTES`: two browsers work at random on one server, going offline and coming back; simulator,
attacks and fuzzers beside them. Prints memory, handles and latency on the way, and at the end what was lost."""

import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from drive.benches.tables import say
from drive.launch import find_program
from drive.venv import ROOT

sys.path += [str(ROOT / "tests" / folder) for folder in ("browser", "proof")]

MOMENTS = 5  # at which figures are taken, the first and the last among them
SUITES = ("attacks", "fuzz")
FUZZ = "MANICULE_FUZZ_EXAMPLES"
EXAMPLES = 8  # of each thing that is tried, a minute


def main(words: list[str]) -> None:
    """Exits with 0 only when nothing was lost, all hold the same and every suite passed."""
    parser = argparse.ArgumentParser(prog="scripts/bench --soak", description=__doc__)
    parser.add_argument("--soak", type=float, metavar="MINUTES", required=True, help="how long the browsers work")
    parser.add_argument("--seed", type=int, default=None, help="of what they do")
    parser.add_argument("--alone", action="store_true", help="without simulator, attacks and fuzzers")
    options = parser.parse_args(words)
    signal.signal(signal.SIGTERM, interrupted)
    seed = random.randrange(10**6) if options.seed is None else options.seed
    say(f"seed {seed}")
    with ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        beside = [] if options.alone else [simulator(options.soak, folder), *suites(options.soak, folder)]
        for one in beside:
            stack.callback(one.stop)
        soak = work(folder, options.soak, seed, stack)
        show(soak.figures)  # at once: what is waited for then takes as long again, and somebody may end it
        failed = [one.name for one in beside if one.failed()]
    for line in [*soak.faults, *(f"{name} failed: its words are above" for name in failed)]:
        print(line)
    print(soak.told())
    raise SystemExit(1 if soak.faults or failed else 0)


def interrupted(*_: object) -> None:
    """Ends the soak as Ctrl-C would: browsers and servers would outlive a process that is merely ended."""
    raise KeyboardInterrupt


def work(folder: pathlib.Path, minutes: float, seed: int, stack: ExitStack):
    """Lets every installed browser work for that time; the finished `Soak`."""
    from soaking import Soak

    names = [name for name in ("chromium", "firefox") if find_program(name)]
    soak = Soak(names, folder, seed, stack)
    began, rest = time.monotonic(), minutes * 60
    for moment in range(MOMENTS):
        soak.work_until(began + rest * moment / (MOMENTS - 1))
        soak.look()
        say(f"{moment + 1} of {MOMENTS}: {soak.told()}")
    soak.finish()
    return soak


def show(figures: list[dict[str, float]]) -> None:
    """A row for each figure, a column for each moment."""
    table = Table("what", *(f"{100 * n // (MOMENTS - 1)} %" for n in range(MOMENTS)), "end / start", title="The soak")
    for name, first in figures[0].items():
        values = [one.get(name, float("nan")) for one in figures]
        ratio = f"{values[-1] / first:.2f}×" if first else ""
        table.add_row(name, *(f"{value:,.1f}" for value in values), ratio)
    Console().print(table)


class Beside:
    """A process that runs beside the browsers; its words are printed when it failed."""

    def __init__(self, name: str, command: list[str], log: pathlib.Path, **environment: str) -> None:
        self.name, self.log = name, log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **environment}, start_new_session=True
            )

    def failed(self) -> bool:
        """Waits until it is done."""
        say(f"waiting for {self.name}")
        code = self.process.wait()
        words = self.log.read_text(errors="replace").replace("\r", "\n").strip().splitlines()
        print(*(words if code else words[-1:]), sep="\n")
        return code != 0

    def stop(self) -> None:
        """Ends it where somebody ends the soak."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def simulator(minutes: float, folder: pathlib.Path) -> Beside:
    """Histories of server and devices, for as long."""
    command = [sys.executable, "scripts/bench", "--sync", "--histories", "100000", "--minutes", str(minutes)]
    return Beside("the simulator", [*command, "--workers", "1"], folder / "simulator.log")


def suites(minutes: float, folder: pathlib.Path) -> list[Beside]:
    """The attacks and the fuzzers in their long form."""
    places = [f"tests/{name}" for name in SUITES if (ROOT / "tests" / name).is_dir()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *places]
    rooms = {"PYTEST_DEBUG_TEMPROOT": str(folder), FUZZ: str(max(1, round(EXAMPLES * minutes)))}
    return [Beside("the attacks and fuzzers", command, folder / "suites.log", **rooms)] if places else []
