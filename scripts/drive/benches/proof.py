"""`scripts/bench --sync`: plays histories of server and devices with every fault, and counts what failed.

Without the index of what relates to what, which no device has; the histories of the tests have it."""

import argparse
import os
import sys
import time
from collections import Counter

from drive.venv import ROOT

sys.path.insert(0, str(ROOT / "tests" / "proof"))


def main(words: list[str]) -> None:
    """Exits with 0 only when no history failed. `SEED=` plays one."""
    parser = argparse.ArgumentParser(prog="scripts/bench --sync", description=__doc__)
    parser.add_argument("--sync", action="store_true")
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "0")), help="of the first history")
    parser.add_argument("--fault", help="a deliberate fault, by its name in tests/proof/faults.py: to see it found")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after this time")
    parser.add_argument("--workers", type=int, help="processes; else one for each core")
    options = parser.parse_args(words)
    alone = "SEED" in os.environ
    histories = 1 if alone else options.histories
    end = time.monotonic() + 60 * options.minutes
    raise SystemExit(1 if play(options.seed, histories, options.fault, end, options.workers) else 0)


def play(first: int, histories: int, fault: str | None, end: float, workers: int | None) -> int:
    """Prints what happened; the number of histories that failed until all were played, or time.monotonic said `end`."""
    from crowd import Crowd

    began, counts, failed, done = time.monotonic(), Counter(), [], 0
    with Crowd(fault, workers, relating=False) as crowd:
        for seed, failures, injected in crowd.play(range(first, first + histories)):
            if time.monotonic() > end:
                break
            done += 1
            counts.update(injected)
            if failures:
                failed.append(seed)
                print(f"\nSEED={seed} fails: {failures[0]}", flush=True)
                if len(failed) == 1:
                    print("The shortest history like it:", *crowd.shortest(seed)[1], sep="\n  ", flush=True)
            if done % 100 == 0:
                rate = done / (time.monotonic() - began)
                print(f"\r{done:,} of {histories:,} histories, {rate:.1f}/s, {len(failed)} failed", end="", flush=True)
    seconds = time.monotonic() - began
    print(f"\n{done:,} histories, seeds {first} to {first + done - 1}, in {seconds:,.0f} s: {done / seconds:.1f}/s")
    for name, count in counts.most_common():
        print(f"{count:>9,}  {name}")
    print(f"{len(failed):>9,}  failed{': ' + ', '.join(map(str, failed[:20])) if failed else ''}")
    return len(failed)
