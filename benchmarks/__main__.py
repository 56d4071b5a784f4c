"""Run all measurements that need nothing but this checkout, or the ones named, each with services of its own.

A measurement whose usage line asks for data of yours (words in capitals) is named and left out.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    if unknown := set(names) - set(known):
        print(f"no measurement is called {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or known:
        print(f"== {name}", flush=True)
        if wanted := data_wanted(name):
            print(f"left out, it needs data: python -m benchmarks.{name} {wanted}")
            continue
        command = [sys.executable, "-m", "factcheck.local.run", "--", sys.executable, "-m", f"benchmarks.{name}"]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def data_wanted(name: str) -> str:
    """The arguments that a measurement cannot do without, by its usage line."""
    source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    usage = re.search(
        rf"^ +python \S*{name}(?:\.py)? ([A-Z].*)$", ast.get_docstring(ast.parse(source)) or "", re.MULTILINE
    )
    return usage[1] if usage else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
