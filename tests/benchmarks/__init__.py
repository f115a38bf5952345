"""What things cost, each beside its peer in the same run: `make bench`, or `make bench ONLY=checks` for some.

Nothing here is a test and no test asserts a time: files are named bench_*.py, which pytest does not collect. Every
such module has a function `bench(report, options)` that fills tables and says which goals were met.
"""
