"""Parts of a file, for players that seek in it: RFC 9110, one range at a time."""

import re
from collections.abc import Callable, Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


def serve_ranges(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an answer that says ``Accept-Ranges: bytes`` and has an ETag is given in part where a part is asked
    for. Several ranges at once, and what cannot be read, are answered with the whole, as the standard allows."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if (
            response.status_code != 200
            or response.headers.get("Accept-Ranges") != "bytes"
            or "ETag" not in response.headers
            or request.method not in ("GET", "HEAD")
        ):
            return response
        tag = response.headers["ETag"]
        if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
            _drop(response)
            unchanged = HttpResponseNotModified()
            unchanged["ETag"] = tag
            return unchanged
        wanted = request.headers.get("Range", "")
        if not wanted or request.headers.get("If-Range", tag) != tag:
            return response
        return _part(response, wanted)

    return answer


def _part(response: HttpResponseBase, wanted: str) -> HttpResponseBase:
    found = _RANGE.fullmatch(wanted.strip())
    size = int(response.headers.get("Content-Length", -1))
    if found is None or not any(found.groups()) or size < 0:
        return response
    first, last = found.groups()
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return response
    else:
        start, stop = max(0, size - int(last)), size
    if start >= stop:
        _drop(response)
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    if isinstance(response, FileResponse) and (file := response.file_to_stream) is not None:
        response.streaming_content = _pieces(file, start, stop)
    elif isinstance(response, HttpResponse):
        response.content = response.content[start:stop]
    else:
        return response
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response.headers["Content-Length"] = str(stop - start)
    return response


def _drop(response: HttpResponseBase) -> None:
    """Another answer goes out in its place. It is not closed itself: that would tell everybody that the request is
    over."""
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()


def _pieces(file: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    file.seek(start)
    left = stop - start
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
