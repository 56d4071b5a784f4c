"""Who did what to which thing, in the words of PROV-O, as JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "startedAtTime": {"@id": "prov:startedAtTime", "@type": "xsd:dateTime"},
    "endedAtTime": {"@id": "prov:endedAtTime", "@type": "xsd:dateTime"},
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:dateTime"},
}
RELATIONS = frozenset(
    {
        "wasGeneratedBy", "wasDerivedFrom", "wasQuotedFrom", "wasAttributedTo", "wasAssociatedWith", "used",
        "hadPrimarySource", "wasRevisionOf", "wasInvalidatedBy", "wasInformedBy",
    }
)  # fmt: skip


@dataclass(slots=True)
class Graph:
    """Things, acts and actors; each named once, related as often as needed. Names are relative: ``verdict/3``."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def entity(self, name: str, label: str = "", *, at: datetime | None = None, **relations: str | list[str]) -> str:
        moment = {"generatedAtTime": at.isoformat()} if at else {}
        return self._add(name, "prov:Entity", label, moment, relations)

    def activity(self, name: str, label: str = "", *, at: datetime | None = None, **relations: str | list[str]) -> str:
        moment = {"endedAtTime": at.isoformat()} if at else {}
        return self._add(name, "prov:Activity", label, moment, relations)

    def person(self, name: str, label: str) -> str:
        return self._add(name, "prov:Person", label, {}, {})

    def organisation(self, name: str, label: str) -> str:
        return self._add(name, "prov:Organization", label, {}, {})

    def software(self, name: str, label: str) -> str:
        return self._add(name, "prov:SoftwareAgent", label, {}, {})

    def relate(self, name: str, **relations: str | list[str]) -> None:
        """Say more of a thing that is named already. Raises KeyError for one that is not."""
        self._relate(self.nodes[name], relations)

    def _add(
        self, name: str, kind: str, label: str, more: dict[str, Any], relations: dict[str, str | list[str]]
    ) -> str:
        node = self.nodes.setdefault(name, {"@id": name, "@type": kind})
        if label:
            node["label"] = label
        node.update(more)
        self._relate(node, relations)
        return name

    @staticmethod
    def _relate(node: dict[str, Any], relations: dict[str, str | list[str]]) -> None:
        for relation, targets in relations.items():
            if relation not in RELATIONS:
                raise ValueError(f"PROV-O has no relation {relation} that is used here")
            known = node.setdefault(f"prov:{relation}", [])
            for target in [targets] if isinstance(targets, str) else targets:
                if {"@id": target} not in known:
                    known.append({"@id": target})

    def loose_ends(self) -> set[str]:
        """Names that something is related to and nothing is said of."""
        wanted = {
            target["@id"] for node in self.nodes.values() for key, targets in node.items()
            if key.startswith("prov:") for target in targets
        }  # fmt: skip
        return wanted - self.nodes.keys()

    def as_json(self) -> dict[str, Any]:
        return {"@context": CONTEXT, "@graph": list(self.nodes.values())}
