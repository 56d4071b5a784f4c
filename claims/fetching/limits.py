"""How much time and room one fetch may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024


class Purpose(StrEnum):
    """Why an address is opened; it decides which kinds of document are welcome."""

    ARTICLE = "article"  # a page of text
    SOURCE = "source"  # evidence: also PDF files and images


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes and counts. The defaults are the ones for addresses named by people."""

    redirects: int = 5
    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    total_seconds: float = 45.0
    html_bytes: int = 10 * MIB
    pdf_bytes: int = 50 * MIB
    image_bytes: int = 20 * MIB
    other_bytes: int = 10 * MIB
    header_bytes: int = 64 * 1024
    decompressed_ratio: int = 100

    def body_bytes(self, content_type: str) -> int:
        """The largest body, after decompression, for this media type."""
        if content_type in HTML_TYPES:
            return self.html_bytes
        if content_type == "application/pdf":
            return self.pdf_bytes
        if content_type.startswith("image/"):
            return self.image_bytes
        return self.other_bytes


HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
TEXT_TYPES = HTML_TYPES | {"text/plain"}
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

ACCEPTED_TYPES: dict[Purpose, frozenset[str]] = {
    Purpose.ARTICLE: TEXT_TYPES,
    Purpose.SOURCE: TEXT_TYPES | IMAGE_TYPES | {"application/pdf"},
}

ACCEPT_HEADER: dict[Purpose, str] = {
    Purpose.ARTICLE: "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    Purpose.SOURCE: "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.8,image/*;q=0.8,*/*;q=0.1",
}
