"""The command behind `make bench`."""

import argparse
import importlib
import sys
from pathlib import Path

import benchmarks
from benchmarks.harness import Options, Report, say


def main() -> None:
    """Run the benchmarks asked for; a Markdown report goes to stdout, progress to stderr, JSON to a file."""
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="make bench", description=benchmarks.__doc__)
    parser.add_argument("--only", default="", help=f"which, by how they begin, separated by commas: {', '.join(known)}")
    parser.add_argument("--sizes", default="", help="numbers of statements, separated by commas, such as 20k,1M")
    parser.add_argument("--quick", action="store_true", help="few repetitions, to see that everything runs")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--plots", type=Path, help="folder to draw pictures into")
    parser.add_argument("--page", type=Path, help="also write the report to this Markdown file, pictures beside it")
    given = parser.parse_args()
    wanted = tuple(given.only.split(","))
    names = [name for name in known if name.startswith(wanted)]
    if not names:
        parser.error(f"there is no benchmark {given.only}; there are {', '.join(known)}")
    sizes = tuple(_number(text) for text in given.sizes.split(",") if text) or None
    plots = given.plots or (given.page.parent if given.page else None)
    report, options = Report(), Options(given.quick, sizes, plots)
    try:
        for name in names:
            say(f"benchmark {name}")
            importlib.import_module(f"benchmarks.bench_{name}").bench(report, options)
    finally:
        # What was measured in an hour is not to be lost because the next benchmark fails.
        sys.stdout.write(report.as_markdown())
        if given.page:
            given.page.parent.mkdir(parents=True, exist_ok=True)
            given.page.write_text(report.as_page(given.page.parent), "utf-8")
        if given.json:
            given.json.parent.mkdir(parents=True, exist_ok=True)
            given.json.write_text(report.as_json() + "\n", "utf-8")


def _number(text: str) -> int:
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1], 1)
    return int(text.rstrip("kM")) * factor


if __name__ == "__main__":
    main()
