"""Reading a request's body: JSON in UTF-8, within limits."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BODY_BYTES = 4 * 1024 * 1024  # the longest article that fits, every character escaped


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = f"The body may hold at most {MAX_BODY_BYTES:,} bytes. Send less, or hand long texts in in parts."


class StrictJSONParser(BaseParser):
    """Refuses what is not JSON to the letter: NaN, comments, lone surrogates, a body that never ends."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not valid JSON: {error}. Send one JSON object in UTF-8.") from error
