"""Look for inputs that are read wrongly, guided by coverage (atheris, which is libFuzzer for Python).

`python tests/fuzz/grow.py SECONDS [TARGET…]`: each target gets so many seconds in a process of its own. What is found
lies in tests/fuzz/corpus/TARGET afterwards, where the tests read it again at every run. Exits with 1 if anything was.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MEMORY = 1_500  # MB that reading one input may take, all that is loaded among it
SLOW = 20  # seconds for one input, on a busy machine


def look(name: str) -> None:
    """Runs in a process of its own until the time is over or something is found."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    import atheris

    with atheris.instrument_imports(include=["manicule"]):
        from targets import TARGETS
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


def grow(name: str, seconds: int) -> list[Path]:
    """What was found of one target, kept in the corpus."""
    from seeds import corpus, seeds

    kept = HERE / "corpus" / name
    before = set(corpus(name))
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="manicule-fuzz-") as folder:
        for n, data in enumerate(seeds(name)):
            (Path(folder) / f"seed-{n}").write_bytes(data)
        options = [f"-max_total_time={seconds}", "-max_len=6000", f"-rss_limit_mb={MEMORY}", f"-timeout={SLOW}",
                   f"-artifact_prefix={kept}/", "-print_final_stats=1", "-verbosity=0"]  # fmt: skip
        command = [sys.executable, __file__, "--look", name, *options, folder, str(kept)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    runs = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
    found = [path for path in corpus(name) if path not in before]
    for path in found:
        if not path.name.startswith(("crash-", "timeout-", "oom-", "leak-", "slow-unit-")):
            path.unlink()  # new ground without a fault: found again in no time
    found = [path for path in found if path.exists()]
    print(f"{name}: {' '.join(runs).split(':')[-1].strip() or 'no'} inputs, {len(found)} read wrongly", flush=True)
    if found or done.returncode:
        print(done.stderr[-3_000:], flush=True)
    if not any(kept.iterdir()):
        kept.rmdir()
    return found


def main(words: list[str]) -> int:
    """Exits with 1 if anything was found."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from targets import TARGETS

    seconds, names = int(words[0]), words[1:] or list(TARGETS)
    return int(any([grow(name, seconds) for name in names]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--look"]:
        del sys.argv[1]
        look(sys.argv.pop(1))
    else:
        raise SystemExit(main(sys.argv[1:]))
