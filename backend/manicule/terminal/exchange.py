"""Files into the library and out of it."""

import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import click

from manicule.config import Config
from manicule.errors import FileTrouble, ManiculeError
from manicule.formats.source import Source
from manicule.services.exchange import exporting, importing, zotero
from manicule.terminal import printing
from manicule.terminal.completion import format_names
from manicule.terminal.options import Desk, as_json, configured, desk, new_desk, opened

SHOWN = 20  # of each list, to a person


@click.command("import")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    metavar="F",
    shell_complete=format_names,
    help="Recognised from the content by default.",
)
@click.option("--encoding", default="", metavar="NAME", help="Such as cp1250. Recognised from the content by default.")
@click.option("--dry-run", is_flag=True, help="Say what an import would do, without doing it.")
@as_json
@configured
def import_files(config: Config, files: tuple[Path, ...], as_json: bool, dry_run: bool, **read_as: str) -> None:
    """Import papers from files. What is in the library already is completed, never overwritten."""
    with (desk if dry_run else new_desk)(config) as open_desk:
        taken = [import_file(open_desk, file, as_json, dry_run, read_as) for file in files]
    if not all(taken):
        raise SystemExit(1)


def import_file(at: Desk, file: Path, as_json: bool, dry_run: bool, read_as: dict) -> bool:
    """Import one file and say what became of it; False when it cannot be read. `read_as` is form and encoding."""
    try:
        report = imported(at, file, dry_run, **read_as)
    except ManiculeError as error:
        said = printing.line(error)
        click.echo(f"Error: {said if str(file) in said else f'{file}: {said}'}", err=True)
        return False
    if as_json:
        for piece in report.pieces():
            click.echo(piece, nl=False)
        click.echo()
    else:
        tell(report, file, dry_run)
    return True


def imported(at: Desk, file: Path, dry_run: bool, form: str | None, encoding: str) -> importing.Report:
    """The report of one file, with how much of it is read so far."""
    with source_of(file, encoding) as source, printing.progress(f"Reading {file.name}, KiB", source.size >> 10) as bar:

        def step(_records: int) -> None:
            bar(source.file.tell() >> 10)

        if dry_run:
            return importing.preview(at.library, source, form, step)
        try:
            return importing.commit(at.library, at.device, source, at.now(), form, step)
        except KeyboardInterrupt:
            click.echo("Stopped. What was read so far is in the library, each paper complete.", err=True)
            click.echo("Import the file again to continue: papers that are already there stay as they are.", err=True)
            raise


@contextmanager
def source_of(file: Path, encoding: str = "") -> Iterator[Source]:
    """The open file; of a folder its Markdown, packed; of `zotero:` what a running Zotero has.

    :raise FileTrouble: if it cannot be read.  :raise EncodingUnknown: if there is none of that name
    """
    if str(file) == "zotero:":
        with zotero.library() as source:
            yield source
        return
    try:
        if file.is_dir():
            with TemporaryFile() as packed:
                pack(file, packed)
                yield Source(packed, str(file))
            return
        with file.open("rb") as opened_file:
            yield Source(opened_file, str(file), encoding)
    except OSError as error:
        raise FileTrouble(f"{file} cannot be read: {error.strerror}.") from error


def pack(folder: Path, to: BinaryIO) -> None:
    """Put the Markdown files of a folder, and of those inside it, into an archive."""
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted(folder.rglob("*.md")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder).as_posix())


def tell(report: importing.Report, file: Path, dry_run: bool) -> None:
    """Say what became of a file's records, and name those to look at."""
    counts = report.counts()
    done = "would be new" if dry_run else "new"
    click.echo(
        f"{printing.line(file)} ({report.format}): {counts['new']:,} {done}, {counts['existing']:,} already here, "
        f"{counts['suspicious']:,} to look at, {counts['unreadable']:,} unreadable"
    )
    if report.remark:
        click.echo(f"  {report.remark} (--encoding NAME)")
    for name in ("suspicious", "unreadable"):
        for item in report.items(name, SHOWN):
            title = printing.line(item.get("title") or item.get("text") or "")[:70]
            click.echo(": ".join(filter(None, (f"  line {item['line']}", title, printing.line(item["reason"])))))
        if counts[name] > SHOWN:
            click.echo(f"  … and {counts[name] - SHOWN:,} more; --json lists all")


@click.command("export")
@click.option(
    "--format",
    "form",
    metavar="F",
    required=True,
    shell_complete=format_names,
    help="bibtex, biblatex, ris, csl-json, netscape, markdown, csv or jsonl.",
)
@click.option("--query", default="", metavar="Q", help="Only what this search finds.")
@click.option("-o", "file", type=click.Path(path_type=Path), help="The file to write. Printed by default.")
@opened
def export_file(at: Desk, form: str, query: str, file: Path | None) -> None:
    """Write the library, or what a search finds, as a file."""
    form_known, pieces = exporting.export(at.library, form, query)
    if file and form_known.name == "markdown" and file.suffix.lower() != ".zip":
        write_folder(exporting.export_files(at.library, query), file)
        return
    with closing(pieces):
        if file is None:
            write(pieces, sys.stdout.buffer)
        else:
            write_file(pieces, file)


def write_file(pieces: Iterator[str | bytes], file: Path) -> None:
    """Write the whole file or none.

    :raise FileTrouble: if it cannot be written
    """
    try:
        with replacing(file) as opened_file, printing.progress(f"Writing {file.name}, KiB") as step:
            write(pieces, opened_file, lambda size: step(size >> 10))
    except OSError as error:
        raise FileTrouble(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"Exported to {file}", err=True)


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """A new file, which takes the place of `file` when it is whole: nothing is written to where a link leads."""
    beside = file.with_name(f".{file.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with beside.open("xb") as opened_file:
            yield opened_file
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def write_folder(files: Iterator[tuple[str, str]], folder: Path) -> None:
    """Write each file into the folder, over those that are there.

    :raise FileTrouble: if that cannot be done
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for name, text in files:
            with replacing(folder / name) as opened_file:
                write(iter([text]), opened_file)
            count += 1
    except OSError as error:
        raise FileTrouble(f"{folder} cannot be written: {error.strerror}.") from error
    click.echo(f"Exported {count:,} files to {folder}", err=True)


def write(pieces: Iterator[str | bytes], to: BinaryIO, done: importing.Progress = lambda size: None) -> None:
    """Write text as UTF-8, bytes as they are; `done` is told how many bytes were written."""
    size = 0
    for piece in pieces:
        size += to.write(piece.encode("utf-8", "replace") if isinstance(piece, str) else piece)
        done(size)


COMMANDS = [import_files, export_file]
