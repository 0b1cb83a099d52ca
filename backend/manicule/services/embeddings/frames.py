"""Messages through a pipe: what is said, as JSON, and numbers, as bytes. Nothing that is read can be run."""

import json
import struct
from typing import BinaryIO

HEAD = struct.Struct("<II")  # the lengths of the two


class Frame(dict):
    """What is said, and the `numbers` that go with it."""

    def __init__(self, said: dict, numbers: bytes = b"") -> None:
        super().__init__(said)
        self.numbers = numbers


def write(pipe: BinaryIO, frame: Frame) -> None:
    """Send a message.

    :raise OSError: where nobody reads any more
    """
    said = json.dumps(frame).encode("ascii")
    pipe.write(HEAD.pack(len(said), len(frame.numbers)) + said)
    pipe.write(frame.numbers)
    pipe.flush()


def read(pipe: BinaryIO) -> Frame | None:
    """The next message; None where nobody writes any more, be it in the middle of one."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    said_size, size = HEAD.unpack(head)
    said, numbers = pipe.read(said_size), pipe.read(size)
    return Frame(json.loads(said), numbers) if len(said) == said_size and len(numbers) == size else None
