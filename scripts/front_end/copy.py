"""Fetch the front-end files that package.json pins and copy them into the tree, each with its licence and SHA-256.

    python scripts/front_end/copy.py

Needs Node's npm; a user of the desk does not, because what it makes is part of the repository.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODULES = HERE / "node_modules"
FONTS = "@fontsource-variable"
SERIF, SANS = f"{FONTS}/source-serif-4", f"{FONTS}/source-sans-3"
SUBSETS = ("latin", "latin-ext", "cyrillic")

# Where each file goes, and what it is taken from: (package, path inside it).
COPIES: dict[Path, dict[str, tuple[str, str]]] = {
    ROOT / "claims" / "assets" / "vendor": {
        "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
        "htmx.LICENSE": ("htmx.org", "LICENSE"),
        "source-serif-4.LICENSE": (SERIF, "LICENSE"),
        "source-sans-3.LICENSE": (SANS, "LICENSE"),
        **{
            f"{package.rsplit('/', 1)[1]}-{subset}-{style}.woff2": (
                package,
                f"files/{package.rsplit('/', 1)[1]}-{subset}-wght-{style}.woff2",
            )
            for package in (SERIF, SANS)
            for subset in SUBSETS
            for style in ("normal", "italic")
        },
    },
    ROOT / "tests" / "browser" / "vendor": {
        "axe.min.js": ("axe-core", "axe.min.js"),
        "axe.LICENSE": ("axe-core", "LICENSE"),
    },
}


def main() -> int:
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    for folder, files in COPIES.items():
        folder.mkdir(parents=True, exist_ok=True)
        listed = [_copy(folder / name, *source) for name, source in sorted(files.items())]
        text = json.dumps(listed, indent=1) + "\n"
        (folder / "vendor.json").write_text(text, encoding="utf-8")
    return 0


def _copy(target: Path, package: str, path: str) -> dict[str, str]:
    about = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))
    shutil.copyfile(MODULES / package / path, target)
    return {
        "file": target.name,
        "name": package,
        "version": about["version"],
        "licence": about["license"],
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    sys.exit(main())
