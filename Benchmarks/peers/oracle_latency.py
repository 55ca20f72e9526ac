#!/usr/bin/env python3
"""How long nas-search takes for an answer to another program's search.

    oracle_latency.py nas-search --device zen5-direct-avx512 --latency transfer --samples 10

asks `predict --architectures -` for 2,000 architectures, one after the other, and prints the time
before the first answer and what the others took, pipe and JSON included.
"""
import random
import sys
import time

from latency_oracle import SIZE, LatencyOracle

LINES = 2000


def main():
    draw = random.Random(0)
    start = time.perf_counter()
    oracle = LatencyOracle(*sys.argv[1:])
    oracle(0)
    first = time.perf_counter() - start
    taken = []
    for _ in range(LINES):
        start = time.perf_counter()
        oracle(draw.randrange(SIZE))
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    print(f"first answer after {first:.2f} s; {LINES} more: median {taken[LINES // 2]:.3f} ms, "
          f"99 % within {taken[LINES * 99 // 100]:.3f} ms, at most {taken[-1]:.3f} ms")


if __name__ == "__main__":
    main()
