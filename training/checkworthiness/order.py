"""Training the small network of ``claims/extraction/order.py``. Needs torch; see README.md."""

from collections import Counter
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claims.extraction.ngrams import SHAPES, tokens
from claims.extraction.order import UNKNOWN, WIDTHS, Network, numbered
from claims.extraction.tagger.wordpiece import Vocabulary
from training.checkworthiness.data import Floats, Numbers, Table

WORD_WIDTH, SHAPE_WIDTH, OUTPUTS, INNER = 48, 8, 96, 64
FEWEST, MOST_WORDS = 2, 9000
EPOCHS, BATCH, SORTED = 4, 64, 3200
WORD_RATE, RATE = 5e-4, 1.5e-3
SEED = 7


class Learner(nn.Module):
    def __init__(self, vectors: Tensor, features: int, sets: int) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(vectors, freeze=False)
        self.shapes = nn.Embedding(len(SHAPES) + 1, SHAPE_WIDTH)
        self.kernels = nn.ModuleList(
            nn.Conv1d(WORD_WIDTH + SHAPE_WIDTH, OUTPUTS, width, padding=width // 2) for width in WIDTHS
        )
        self.hidden = nn.Linear(2 * OUTPUTS * len(WIDTHS) + features, INNER)
        self.out = nn.Linear(INNER, 1, bias=False)
        self.sets = nn.Parameter(torch.zeros(sets))
        self.drop_inputs, self.drop = nn.Dropout(0.2), nn.Dropout(0.4)

    def forward(self, words: Tensor, shapes: Tensor, mask: Tensor, features: Tensor, sets: Tensor) -> Tensor:
        rows = self.drop_inputs(torch.cat([self.words(words), self.shapes(shapes)], -1)) * mask[..., None]
        pooled = []
        for kernel in self.kernels:
            heard = torch.relu(kernel(rows.transpose(1, 2))) * mask[:, None]
            pooled += [heard.amax(-1), heard.sum(-1) / mask.sum(1)[:, None].sqrt() / 4]
        inner = torch.relu(self.hidden(self.drop(torch.cat([*pooled, features], 1))))
        found: Tensor = self.out(self.drop(inner)).squeeze(1) + self.sets[sets]
        return found


def vocabulary_of(table: Table) -> list[str]:
    """Words in the order of their numbers; the first is nobody's."""
    count = Counter(word for row in table.rows for word, _ in tokens(row.text))
    return ["", *sorted(word for word, n in count.most_common(MOST_WORDS) if n >= FEWEST)]


def first_vectors(words: list[str], encoder: Path) -> Tensor:
    """What a published encoder knows of the words, in fewer dimensions: the mean of their pieces."""
    stored = load_file(encoder / "model.safetensors")["embeddings.word_embeddings.weight"].float()
    pieces = Vocabulary.read(encoder / "vocab.txt")
    rows = []
    for word in words:
        found = [piece.identity for piece in pieces.pieces(word, 0, len(word))] or [100]
        rows.append(stored[found].mean(0))
    matrix = torch.stack(rows)
    matrix = matrix - matrix.mean(0)
    torch.manual_seed(SEED)
    _, _, axes = torch.pca_lowrank(matrix, WORD_WIDTH)
    small = matrix @ axes
    small = small / small.std() / 2
    small[UNKNOWN] = 0
    return small


def train(table: Table, sets: Numbers, weight: Floats, encoder: Path) -> tuple[list[str], dict[str, np.ndarray]]:
    """(vocabulary, arrays to store)."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    torch.manual_seed(SEED)
    turn = np.random.default_rng(SEED)
    words = vocabulary_of(table)
    numbers = {word: number for number, word in enumerate(words) if number != UNKNOWN}
    inputs = [numbered(row.text, numbers) for row in table.rows]
    usable = np.array([number for number, (found, _) in enumerate(inputs) if found])
    learner = Learner(first_vectors(words, encoder), table.features.shape[1], int(sets.max()) + 1)
    others = [value for name, value in learner.named_parameters() if not name.startswith("words.")]
    groups = [
        {"params": learner.words.parameters(), "lr": WORD_RATE, "weight_decay": 0.01},
        {"params": others, "lr": RATE, "weight_decay": 0.02},
    ]
    optimiser = torch.optim.AdamW(groups)
    labels = torch.tensor(table.aims, dtype=torch.float32)
    features = torch.tensor(table.features, dtype=torch.float32)
    weights = torch.tensor(weight, dtype=torch.float32)
    kinds = torch.tensor(sets)
    done, total = 0, EPOCHS * -(-len(usable) // BATCH)
    for _ in range(EPOCHS):
        for chosen in _batches(usable, inputs, turn):
            for group, rate in zip(optimiser.param_groups, (WORD_RATE, RATE), strict=True):
                group["lr"] = rate * max(0.0, 1 - done / total)
            found = learner(*_padded([inputs[n] for n in chosen], turn), features[chosen], kinds[chosen])
            loss = functional.binary_cross_entropy_with_logits(found, labels[chosen], reduction="none")
            optimiser.zero_grad()
            (loss * weights[chosen]).mean().backward()
            optimiser.step()
            done += 1
    return words, _arrays(learner)


def _batches(usable: Numbers, inputs: list[tuple[list[int], list[int]]], turn: np.random.Generator) -> list[Numbers]:
    """Sentences of about one length together, batches in any order."""
    order = turn.permutation(usable)
    stretches = [order[at : at + SORTED] for at in range(0, len(order), SORTED)]
    order = np.concatenate([sorted(one, key=lambda n: len(inputs[n][0])) for one in stretches])
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    return [batches[n] for n in turn.permutation(len(batches))]


def _padded(rows: list[tuple[list[int], list[int]]], turn: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(words) for words, _ in rows)
    words, shapes = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.int64)
    mask = np.zeros((len(rows), longest), np.float32)
    for number, (one, other) in enumerate(rows):
        words[number, : len(one)], shapes[number, : len(one)], mask[number, : len(one)] = one, other, 1
    words[turn.random(words.shape) < 0.03] = UNKNOWN  # so that it learns what an unknown word is like
    return torch.tensor(words), torch.tensor(shapes), torch.tensor(mask)


def _arrays(learner: Learner) -> dict[str, np.ndarray]:
    vectors = learner.words.weight.detach().numpy()
    step = float(np.quantile(np.abs(vectors), 0.9995)) / 127
    found = {
        "words": np.clip(np.rint(vectors / step), -127, 127).astype(np.int8),
        "step": np.float32(step),
        "shapes": learner.shapes.weight.detach().numpy().astype(np.float16),
        "hidden": learner.hidden.weight.detach().numpy().T.astype(np.float16),
        "hidden_bias": learner.hidden.bias.detach().numpy(),
        "out": learner.out.weight.detach().numpy()[0],
    }
    for width, kernel in zip(WIDTHS, learner.kernels, strict=True):
        found[f"kernel{width}"] = (
            kernel.weight.detach().permute(2, 1, 0).reshape(-1, OUTPUTS).numpy().astype(np.float16)
        )
        found[f"bias{width}"] = kernel.bias.detach().numpy()
    return found


def save(words: list[str], arrays: dict[str, np.ndarray], vocabulary: Path, weights: Path) -> Network:
    vocabulary.write_text("\n".join(words), encoding="utf-8")
    np.savez(weights, **arrays)  # type: ignore[arg-type]
    return Network.load(vocabulary, weights)


def pulls(network: Network, table: Table) -> Floats:
    """As the product computes them."""
    return np.array(
        [
            network.pull(row.text, features)
            for row, features in zip(table.rows, table.features.astype(np.float32), strict=True)
        ]
    )
