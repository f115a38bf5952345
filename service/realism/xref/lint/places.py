"""Places in an article for people: lines and columns, counted from 1, columns in code points."""

from bisect import bisect_right


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(index + 1 for index, one in enumerate(text) if one == "\n")]

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of the code point at `at`."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    def said(self, at: int) -> str:
        """The same in words."""
        line, column = self.place(at)
        return f"line {line}, column {column}"

    def as_dict(self, start: int, end: int) -> dict[str, int]:
        """Where a span begins and ends, as members of a JSON object."""
        (line, column), (end_line, end_column) = self.place(start), self.place(end)
        return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
