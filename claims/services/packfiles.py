"""Finished packs, kept for a while: a player reads one in many small pieces, each of the same file."""

import io
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import IO

MOST_BYTES = 64 * 1024 * 1024  # of all that are kept by one process; a larger one is made anew each time
MOST = 8

_kept: OrderedDict[str, "_File"] = OrderedDict()
_lock = threading.Lock()


class _File:
    """A nameless file on the disk, gone when nobody has it any more."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)

    def opened(self) -> IO[bytes]:
        return io.BufferedReader(_Reader(os.dup(self.file.fileno()), self.size))


class _Reader(io.RawIOBase):
    """Reads a file from a place of its own, so that several can read one file at once."""

    def __init__(self, number: int, size: int) -> None:
        super().__init__()
        self._number = number
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]  # what the buffered reader gives
        data = os.pread(self._number, len(buffer), self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            os.close(self._number)
        super().close()


def opened(key: str, write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """The file of this key, open at its beginning; written first where it is not kept. Whoever has it closes it.

    Two who ask at once may both write it: the same key makes the same bytes.
    """
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found.opened()
    file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as somebody reads it
    try:
        write(file)
        file.flush()
        made = _File(file)
        reader = made.opened()
    except BaseException:
        file.close()
        raise
    with _lock:
        if made.size <= MOST_BYTES:
            _kept[key] = made
            while len(_kept) > MOST or sum(one.size for one in _kept.values()) > MOST_BYTES:
                _kept.popitem(last=False)
    return reader
