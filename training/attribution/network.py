"""The encoder with its heads, in torch: for training and export only."""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claims.extraction.tagger import tags
from claims.extraction.tagger.deeds import Deed
from claims.extraction.tagger.pieces import CASES, QUOTED

WIDTH, HEADS, INNER, ROLE_WIDTH = 384, 12, 1536, 96
ALL_LAYERS = (0, 1, 2, 3, 4, 5)
FROZEN = frozenset({0, 1})  # layers: what the lowest know of words is general, and training them costs most for least


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_out = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length = x.shape[0], x.shape[1]

        def split(y: Tensor) -> Tensor:
            return y.view(rows, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + bias
        seen = scores.softmax(-1) @ v
        x = self.norm(x + self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH)))
        return self.norm_out(x + self.down(functional.gelu(self.up(x))))


class Network(nn.Module):
    """Rows of pieces in; emissions of the tags, vectors of the roles and deeds of cues out."""

    def __init__(self, layers: tuple[int, ...] = ALL_LAYERS) -> None:
        """``layers`` are the numbers of the encoder's layers that are kept."""
        super().__init__()
        self.kept = layers
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleDict({str(number): Layer() for number in layers})
        self.case = nn.Embedding(CASES, WIDTH)
        self.quoted = nn.Embedding(QUOTED, WIDTH)
        self.first = nn.Embedding(2, WIDTH)
        for table in (self.case, self.quoted, self.first):
            nn.init.normal_(table.weight, std=0.02)
        self.drop = nn.Dropout(0.1)
        self.emit = nn.Linear(WIDTH, tags.TAGS)
        self.roles = nn.Linear(WIDTH, 4 * ROLE_WIDTH)  # cue→source, source, content→cue, cue as content sees it
        self.deed = nn.Linear(WIDTH, len(Deed))
        self.moves = nn.Parameter(torch.zeros(tags.TAGS, tags.TAGS))
        self.opening = nn.Parameter(torch.zeros(tags.TAGS))
        self.source_distance = nn.Parameter(torch.zeros(tags.BUCKETS))
        self.content_distance = nn.Parameter(torch.zeros(tags.BUCKETS))
        self.no_source = nn.Parameter(torch.zeros(()))
        self.no_cue = nn.Parameter(torch.zeros(()))

    def load_encoder(self, path: Path) -> None:
        stored = load_file(path)
        names = {
            "words": "embeddings.word_embeddings", "places": "embeddings.position_embeddings",
            "types": "embeddings.token_type_embeddings", "norm": "embeddings.LayerNorm",
        }  # fmt: skip
        parts = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "norm_out": "output.LayerNorm",
        }  # fmt: skip
        for number in self.kept:
            names |= {f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}" for ours, theirs in parts.items()}
        own = dict(self.named_parameters())
        with torch.no_grad():
            for ours, theirs in names.items():
                for kind in ("weight", "bias"):
                    if f"{ours}.{kind}" in own:
                        own[f"{ours}.{kind}"].copy_(stored[f"{theirs}.{kind}"])

    def load_run(self, path: Path) -> None:
        """Weights of an earlier run, of which this network may keep fewer layers."""
        stored = torch.load(path, weights_only=True)
        self.load_state_dict({name: stored[name] for name in self.state_dict()})

    def freeze(self) -> None:
        lowest = [self.layers[str(number)] for number in self.kept if number in FROZEN]
        for part in (self.words, self.places, self.types, self.norm, *lowest):
            for parameter in part.parameters():
                parameter.requires_grad_(requires_grad=False)

    def forward(
        self, ids: Tensor, mask: Tensor, case: Tensor, quoted: Tensor, first: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        bias = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        places = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.places(places) + self.types.weight[0])
        frozen = [number for number in self.kept if number in FROZEN]
        for number in frozen:
            x = self.layers[str(number)](x, bias)
        # What lower-casing threw away enters above the frozen part.
        x = self.drop(x + self.case(case) + self.quoted(quoted) + self.first(first))
        for number in self.kept[len(frozen) :]:
            x = self.layers[str(number)](x, bias)
        x = self.drop(x)
        return self.emit(x), self.roles(x), self.deed(x)


def crf_loss(net: Network, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    """Mean over the rows of the negative log likelihood of the right path."""
    forbidden = torch.tensor(~tags.ALLOWED) * -1e4
    moves = net.moves + forbidden
    opening = net.opening + torch.tensor(~tags.ALLOWED_FIRST) * -1e4
    rows, length, _ = emissions.shape
    real = mask.to(emissions.dtype)
    gold = emissions.gather(2, labels[..., None]).squeeze(-1)
    score = (gold * real).sum(1) + opening[labels[:, 0]] + (moves[labels[:, :-1], labels[:, 1:]] * real[:, 1:]).sum(1)
    alpha = opening + emissions[:, 0]
    for step in range(1, length):
        onward = torch.logsumexp(alpha[:, :, None] + moves, dim=1) + emissions[:, step]
        keep = real[:, step, None]
        alpha = onward * keep + alpha * (1 - keep)
    return (torch.logsumexp(alpha, dim=1) - score).sum() / rows


def link_loss(
    net: Network,
    roles: Tensor,
    mask: Tensor,
    cues: list[list[tuple[int, int, int]]],
    contents: list[list[tuple[int, int]]],
) -> Tensor:
    """Every cue must pick its source among all pieces, every stretch of content its cue; piece 0 stands for none."""
    total = roles.new_zeros(())
    length = roles.shape[1]
    places = torch.arange(length)
    asks, source, wants, cue = roles.split(ROLE_WIDTH, dim=-1)
    scale = 1.0 / math.sqrt(ROLE_WIDTH)

    def pick(query: Tensor, keys: Tensor, at: Tensor, table: Tensor, none: Tensor, row: int, right: Tensor) -> Tensor:
        distance = torch.tensor(tags.bucket((places[None, :] - at[:, None]).numpy()))
        near = table[distance]
        near = torch.cat([none.expand(len(at), 1), near[:, 1:]], dim=1)
        scores = query @ keys.T * scale + near + (1 - mask[row].to(query.dtype)) * -1e4
        return functional.cross_entropy(scores, right, reduction="sum")

    for row in range(roles.shape[0]):
        chosen = [(at, right) for at, right, _ in cues[row] if right >= 0]
        if chosen:
            at, right = (torch.tensor(column) for column in zip(*chosen, strict=True))
            total = total + pick(asks[row, at], source[row], at, net.source_distance, net.no_source, row, right)
        if contents[row]:
            at, right = (torch.tensor(column) for column in zip(*contents[row], strict=True))
            total = total + pick(wants[row, at], cue[row], at, net.content_distance, net.no_cue, row, right)
    return total / roles.shape[0]


def deed_loss(deeds: Tensor, cues: list[list[tuple[int, int, int]]]) -> Tensor:
    wanted = [(row, at, deed) for row, found in enumerate(cues) for at, _, deed in found if deed >= 0]
    if not wanted:
        return deeds.new_zeros(())
    row, at, right = (torch.tensor(column) for column in zip(*wanted, strict=True))
    return functional.cross_entropy(deeds[row, at], right, reduction="sum") / deeds.shape[0]
