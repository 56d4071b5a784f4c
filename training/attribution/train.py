"""Fine-tune the encoder: a data folder in, a run folder with checkpoints and a log out.

    python -m training.attribution.train --data FOLDER --encoder FOLDER --run FOLDER [--steps 1200] [--decay 300]

The rate rises for a moment, stays level, and falls to nothing over the last ``--decay`` steps. An interrupted run goes
on from its newest checkpoint. On a busy machine a run may be brought to its end early: a file ``decay`` in the run
folder starts the fall now; the log holds the step at which that was, so that the run can be repeated exactly.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from claims.extraction.tagger.windows import batch
from claims.extraction.tagger.wordpiece import Vocabulary
from training.attribution.data import SINGLE_MARKS, Article, Labelled, articles, distances, gold_rows, rows
from training.attribution.network import ALL_LAYERS, Network, crf_loss, deed_loss, link_loss

LINK_SHARE, DEED_SHARE = 0.5, 0.25
RATES = {"encoder": 2e-4, "heads": 1e-3, "path": 1e-2}
WARM_UP = 40
SAVE_EVERY = 100


def groups(net: Network) -> list[dict[str, object]]:
    path = {"moves", "opening", "source_distance", "content_distance", "no_source", "no_cue"}
    heads = ("emit", "roles", "deed", "case", "quoted", "first")
    sorted_out: dict[str, list[torch.nn.Parameter]] = {name: [] for name in RATES}
    for name, parameter in net.named_parameters():
        if parameter.requires_grad:
            group = "path" if name in path else "heads" if name.startswith(heads) else "encoder"
            sorted_out[group].append(parameter)
    return [
        {"params": sorted_out[name], "rate": rate, "weight_decay": 0.0 if name == "path" else 0.01}
        for name, rate in RATES.items()
    ]


def epochs(found: list[list[Article]], size: int, seed: int) -> Iterator[list[Labelled]]:
    """Batches for ever: each epoch cuts and orders the windows anew."""
    epoch = 0
    while True:
        chance = random.Random(seed * 1000 + epoch)
        windows = [w for versions in found for w in chance.choice(versions).windows(chance)]
        chance.shuffle(windows)
        pools = [windows[at : at + 40 * size] for at in range(0, len(windows), 40 * size)]
        batches = []
        for pool in pools:
            pool.sort(key=lambda labelled: len(labelled.window))
            batches.extend(pool[at : at + size] for at in range(0, len(pool), size))
        chance.shuffle(batches)
        yield from batches
        epoch += 1


def rate_at(step: int, falls_at: int, fall: int) -> float:
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 1.0 if step < falls_at else max(0.0, 1.0 - (step - falls_at) / fall)


def prepared(options: argparse.Namespace, found: list[list[Article]]) -> Network:
    """The network before its first step."""
    net = Network(tuple(options.keep))
    if options.start is None:
        net.load_encoder(options.encoder / "model.safetensors")
    else:
        net.load_run(options.start)
    if not options.keep_distances:  # the rates are too low to learn how strongly distance matters from nothing
        with torch.no_grad():
            for name, prior in distances([versions[0] for versions in found]).items():
                getattr(net, name).copy_(torch.as_tensor(prior))
    net.freeze()
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear_train.jsonl.gz")
    parser.add_argument("--encoder", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--decay", type=int, default=300)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=int, nargs="+", default=list(ALL_LAYERS), help="layers of the encoder to keep")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from, perhaps with fewer layers")
    parser.add_argument("--keep-distances", action="store_true", help="go on from those of --start")
    parser.add_argument("--gold", type=Path, help="folder of gold articles to learn from as well")
    parser.add_argument("--gold-times", type=int, default=10, help="how often an epoch reads each of them")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the usual rates, for a run that goes on")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    vocabulary = Vocabulary.read(options.encoder / "vocab.txt")
    log = (options.run / "log.jsonl").open("a", encoding="utf-8")

    def note(**facts: object) -> None:
        print(json.dumps(facts), file=log, flush=True)

    started = time.time()
    found = articles(vocabulary, rows(options.data / "polnear_train.jsonl.gz"), options.seed, SINGLE_MARKS)
    if options.gold is not None:
        found += articles(vocabulary, gold_rows(options.gold) * options.gold_times, options.seed, SINGLE_MARKS)
    net = prepared(options, found)
    optimizer = torch.optim.AdamW(groups(net), lr=0.0)
    step, falls_at = 0, options.steps - options.decay
    newest = options.run / "checkpoint.pt"
    if newest.exists():
        saved = torch.load(newest, weights_only=True)
        net.load_state_dict(saved["net"])
        optimizer.load_state_dict(saved["optimizer"])
        step, falls_at = saved["step"], saved["falls_at"] if saved["fixed"] else falls_at
    note(
        event="start",
        step=step,
        articles=len(found),
        seconds=round(time.time() - started, 1),
        seed=options.seed,
        layers=options.keep,
    )
    stream = epochs(found, options.batch, options.seed)
    for _ in range(step):
        next(stream)
    net.train()
    sums, since = [0.0, 0.0, 0.0], time.time()
    fixed = (options.run / "decay").exists() and step > 0
    while step < falls_at + options.decay:
        if not fixed and (options.run / "decay").exists():
            fixed, falls_at = True, min(step, falls_at)
            note(event="decay", step=step)
        torch.manual_seed(options.seed * 100_000 + step)
        examples = next(stream)
        block = {name: torch.from_numpy(rows) for name, rows in batch([e.window for e in examples]).items()}
        width = block["ids"].shape[1]
        labels = torch.zeros(len(examples), width, dtype=torch.int64)
        for row, example in enumerate(examples):
            labels[row, : len(example.tags)] = torch.from_numpy(example.tags)
        emissions, roles, deeds = net(**block)
        cues = [example.cues for example in examples]
        parts = (
            crf_loss(net, emissions, labels, block["mask"]),
            link_loss(net, roles, block["mask"], cues, [example.contents for example in examples]),
            deed_loss(deeds, cues),
        )
        loss = parts[0] + LINK_SHARE * parts[1] + DEED_SHARE * parts[2]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in net.parameters() if p.requires_grad], 1.0)
        share = rate_at(step, falls_at, options.decay)
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * options.rate * share
        optimizer.step()
        step += 1
        sums = [a + float(b.detach()) for a, b in zip(sums, parts, strict=True)]
        if step % 20 == 0:
            took = (time.time() - since) / 20
            note(step=step, rate=round(share, 3), crf=round(sums[0] / 20, 2), link=round(sums[1] / 20, 2),
                 deed=round(sums[2] / 20, 2), seconds_a_step=round(took, 2))  # fmt: skip
            sums, since = [0.0, 0.0, 0.0], time.time()
        if step % SAVE_EVERY == 0 or step == falls_at + options.decay:
            state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
                     "falls_at": falls_at, "fixed": fixed, "decay": options.decay}  # fmt: skip
            torch.save(state, newest.with_suffix(".new"))
            newest.with_suffix(".new").replace(newest)
            if step % 300 == 0 or step == falls_at + options.decay:
                torch.save(net.state_dict(), options.run / f"weights-{step}.pt")
    note(event="end", step=step, falls_at=falls_at)


if __name__ == "__main__":
    main()
