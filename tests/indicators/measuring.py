"""What reading a file costs, in a process of its own: `python -m tests.indicators.measuring FOLDER`.

One JSON line for each file of the folder: its name, the seconds, the further megabytes, and what was said of it.
"""

import json
import os
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import django

MEGABYTE_IN_KILOBYTES = 1024


def read_as_the_application_does(path: Path) -> str:
    from commitments.ledger.tables.rows import UnreadableFileError
    from indicators.imports.preparing import read

    try:
        return f"{len(read(path.read_bytes()).rows)} lignes lues"
    except UnreadableFileError as error:
        return str(error)


def unpack_without_looking(path: Path) -> str:
    """The control: what a reader does that trusts the archive."""
    with zipfile.ZipFile(path) as archive:
        return f"{sum(len(archive.read(name)) for name in archive.namelist())} octets"


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(path: Path, read: Callable[[Path], str]) -> None:
    """In a child, whose peak of memory starts from what this small process holds."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    # The processor's time, not the clock's, which says what else this machine had to do.
    before, started = peak(), time.process_time()
    said = read(path)
    seconds, megabytes = time.process_time() - started, (peak() - before) / MEGABYTE_IN_KILOBYTES
    print(
        json.dumps({"name": path.name, "seconds": seconds, "megabytes": megabytes, "said": said}), flush=True
    )
    os._exit(0)


def main() -> None:
    django.setup()
    read_as_the_application_does(Path(__file__))
    for path in sorted(Path(sys.argv[1]).iterdir()):
        measure(path, unpack_without_looking if path.name == "control" else read_as_the_application_does)


if __name__ == "__main__":
    main()
