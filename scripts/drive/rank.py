"""Ranks the papers (`related`) or the tags (`tags`) of a library for each query, and writes what it found to a file.

The files are JSON lines: the library's `{id, title, abstract, tags, note}`, the queries' `{id, title, abstract,
exclude}`. Each line written is `query TAB paper or tag TAB score`, the best of each query first.
"""

import argparse
import pathlib
import shutil
import subprocess

TWIN = pathlib.Path(__file__).with_name("rank.js")


def main(words: list[str]) -> None:
    """Rank, in Python or in the extension's own JavaScript."""
    parser = argparse.ArgumentParser(prog="scripts/rank", description=__doc__)
    parser.add_argument("--mode", choices=["related", "tags"], required=True)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--queries", type=pathlib.Path, required=True)
    parser.add_argument("--k", type=int, default=10, help="answers for each query")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--semantic", action="store_true", help="papers by sentence embeddings too (manicule[semantic])")
    kind.add_argument("--js", action="store_true", help="by the extension's modules, under node")
    options = parser.parse_args(words)
    if options.js:
        rank_in_node(options)
    else:
        rank_here(options)


def rank_here(options: argparse.Namespace) -> None:
    """By the backend's modules."""
    from manicule.errors import SemanticMissing
    from manicule.services.related_papers import ranking

    library, queries = ranking.read(options.library), ranking.read(options.queries)
    if options.mode == "tags":
        ranked = ranking.tags(library, queries, options.k)
    elif options.semantic:
        ranked = ranking.fused(library, queries, options.k)
    else:
        ranked = ranking.related(library, queries, options.k)
    try:
        ranking.write(options.out, ranked)
    except SemanticMissing as error:
        raise SystemExit(str(error)) from error


def rank_in_node(options: argparse.Namespace) -> None:
    """By the extension's modules."""
    node = shutil.which("node")
    if not node:
        raise SystemExit("--js needs node, which is not installed here.")
    files = [str(path.resolve()) for path in (options.library, options.queries, options.out)]
    raise SystemExit(subprocess.call([node, str(TWIN), options.mode, str(options.k), *files]))
