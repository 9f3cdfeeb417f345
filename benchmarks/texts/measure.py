"""Compare texts of many clauses, beside difflib alone on the whole texts in the same run; print what each took.

    .venv/bin/python benchmarks/texts/measure.py

The adopted text drops every twentieth clause, rewords every fourth, and adds a clause in front, so every number
changes. difflib compares line by line, each clause on one line, and then word by word; it says which lines differ,
not what became of a clause.
"""

import os
import platform
import random
import resource
import statistics
import time
from collections.abc import Callable
from difflib import SequenceMatcher

from hustings.texts import compare, parse

SIZES = (100, 500, 2_000, 5_000)
WORDS_PER_CLAUSE = 50
RUNS = 3
MOST_WORDS_FOR_DIFFLIB = 10_000  # its time by words grows with their square


def texts(clauses: int) -> tuple[str, str]:
    """A source and an adopted text, the same each time, with as many common and rare words as prose has."""
    draw = random.Random(clauses)
    vocabulary = [f"{draw.choice('bdfgklmnprst')}{draw.choice('aeiou')}{number:x}" for number in range(8_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    source = [draw.choices(vocabulary, weights, k=WORDS_PER_CLAUSE) for _ in range(clauses)]
    adopted = [["welcome", "to", "all"]]
    for place, words in enumerate(source):
        if place % 20 == 0:
            continue
        if place % 4 == 1:
            words = [draw.choices(vocabulary, weights)[0] if draw.random() < 0.15 else word for word in words]
        adopted.append(words)
    return numbered(source), numbered(adopted)


def numbered(clauses: list[list[str]]) -> str:
    return "\n".join(f"{number}. {' '.join(words)}" for number, words in enumerate(clauses, 1))


def hustings(source: str, adopted: str) -> str:
    return compare(parse(source), parse(adopted)).summary


def difflib_lines(source: str, adopted: str) -> str:
    return f"{SequenceMatcher(None, source.split(chr(10)), adopted.split(chr(10)), autojunk=False).ratio():.2f} alike"


def difflib_words(source: str, adopted: str) -> str:
    return f"{SequenceMatcher(None, source.split(), adopted.split(), autojunk=False).ratio():.2f} alike"


def seconds(what: Callable[[str, str], str], source: str, adopted: str) -> tuple[float, str]:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        said = what(source, adopted)
        times.append(time.process_time() - start)
    return statistics.median(times), said


def main() -> None:
    print("| clauses | Hustings | difflib, lines | difflib, words | Hustings says |")
    print("| ---: | ---: | ---: | ---: | --- |")
    for size in SIZES:
        source, adopted = texts(size)
        ours, said = seconds(hustings, source, adopted)
        lines, _ = seconds(difflib_lines, source, adopted)
        small = size * WORDS_PER_CLAUSE <= MOST_WORDS_FOR_DIFFLIB
        words = f"{seconds(difflib_words, source, adopted)[0]:.2f} s" if small else "not run"
        print(f"| {size:,} | {ours:.2f} s | {lines:.2f} s | {words} | {said} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"processor time, median of {RUNS} runs; {peak} MB at most."
    )


if __name__ == "__main__":
    main()
