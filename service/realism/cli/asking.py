"""Commands that ask: `realism query`, `compare`."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from realism.cli.terminal import name_and_value, opened_store, print_json, print_table, progress, query_text, shown
from realism.errors import BadInput

QueryFormat = StrEnum("QueryFormat", ["table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "rdfxml", "jsonld"])
CompareFormat = StrEnum("CompareFormat", ["text", "json"])


def query(
    name: Annotated[str, typer.Argument(help="A named query, a file of SPARQL, or - for standard input.")],
    param: Annotated[list[str] | None, typer.Option(help="A parameter of a named query, as name=value.")] = None,
    format: Annotated[QueryFormat, typer.Option(help="How to print the answer.")] = QueryFormat.table,
) -> None:
    """Ask the ontology a question."""
    from realism.named import load_queries, run
    from realism.paths import queries_dir

    named = load_queries(queries_dir()).get(name)
    values = dict(name_and_value(text) for text in param or [])
    if named is None and values:
        raise BadInput(f"“{name}” is no named query, and only those take --param")
    with opened_store() as store:
        results = run(store, named, values) if named else store.query(query_text(name))
        if format is QueryFormat.table and results.form == "select":
            print_table(results.variables, ([shown(row.get(v)) for v in results.variables] for row in results.rows()))
            return
        wanted = {"table": results.formats[0].name}.get(format.value, format.value)
        chosen = next((one for one in results.formats if one.name == wanted), None)
        if chosen is None:
            known = ", ".join(one.name for one in results.formats)
            raise BadInput(f"the answer cannot be written as {wanted}: choose one of {known}")
        sys.stdout.buffer.write(results.serialize(chosen))


def compare(
    a: Annotated[str | None, typer.Argument(help="The slug of a theory; without it, all theories against all.")] = None,
    b: Annotated[str | None, typer.Argument(help="The slug of another theory.")] = None,
    format: Annotated[CompareFormat, typer.Option(help="How to print the comparison.")] = CompareFormat.text,
) -> None:
    """Say what two theories agree and disagree on, and why they cannot both be right; or set all against all."""
    from realism.checks.logic.reasoner import Reasoner
    from realism.compare import as_text, compare
    from realism.matrix import matrix, prove
    from realism.matrix_text import as_text as matrix_as_text

    if (a is None) != (b is None):
        raise BadInput(f"{a} needs a second theory to be compared with; name none to see all against all")
    with opened_store() as store, Reasoner() as reasoner:
        if a is None or b is None:
            with progress(matrix(store).of) as step:
                prove(store, reasoner, step)
            everything = matrix(store)
            found, text = everything.as_dict(), matrix_as_text(everything)
        else:
            pair = compare(store, a, b, reasoner)
            found, text = pair.as_dict(), as_text(pair)
    if format is CompareFormat.json:
        print_json(found)
    else:
        sys.stdout.write(text)
