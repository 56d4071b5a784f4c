"""Trained weights in, the artefact out: an int8 ONNX encoder, its vocabulary, and a manifest of numbers and hashes.

python -m training.attribution.export --weights FILE --encoder FOLDER --out FOLDER [--version 1]
"""

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from claims.extraction.tagger.artefact import MANIFEST
from training.attribution.network import Network

INPUTS = ("ids", "mask", "case", "quoted", "first")
OUTPUTS = ("emissions", "roles", "deeds")
DIGITS = 5


def to_onnx(net: Network, path: Path) -> None:
    example = {name: torch.ones(2, 40, dtype=torch.int64) for name in INPUTS}
    axes = {name: {0: "rows", 1: "pieces"} for name in (*INPUTS, *OUTPUTS)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, tuple(example.values()), str(path), input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with vocab.txt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    saved = torch.load(options.weights, weights_only=True)
    saved = saved.get("net", saved)
    layers = tuple(sorted({int(name.split(".")[1]) for name in saved if name.startswith("layers.")}))
    net = Network(layers)
    net.load_state_dict(saved)
    net.eval()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        to_onnx(net, plain)
        quantize_dynamic(
            plain, options.out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=True,  # processors without VNNI saturate on eight bits times eight
            op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
    shutil.copyfile(options.encoder / "vocab.txt", options.out / "vocabulary.txt")

    def numbers(parameter: torch.Tensor) -> object:
        return np.round(parameter.detach().numpy().astype(float), DIGITS).tolist()

    names = ("encoder.onnx", "vocabulary.txt")
    manifest = {
        "name": "attribution-tagger",
        "version": options.version,
        "layers": layers,
        "files": {name: hashlib.sha256((options.out / name).read_bytes()).hexdigest() for name in names},
        "links": {
            name: numbers(getattr(net, name))
            for name in ("moves", "opening", "source_distance", "content_distance", "no_source", "no_cue")
        },
    }
    (options.out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
