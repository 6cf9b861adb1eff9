#!/usr/bin/python3
"""Exact k-means beside scikit-learn's: by turns in one run, two threads, CPU seconds, medians of three.

Usage: kmeans.py [--benchmarks PROGRAM] [--rows N] [--columns D] [--clusters K] [--iterations I] [--rounds R]

PROGRAM is the built ZetDard.Benchmarks (Release). Both begin with the same centres (the first K rows of a shuffle) and run the same number
of iterations with tolerance 0. Labels are compared with those of scikit-learn in double precision; time with single precision, its faster
one. scikit-learn's CPU seconds are those of its fit alone, in a process that has run once before; so are ours.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings

THREADS = 2
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)

os.environ["OMP_WAIT_POLICY"] = "PASSIVE"     # waiting threads of a busy machine would be counted as work

import numpy as np  # noqa: E402  (after the number of threads)
import sklearn  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--benchmarks", default=os.path.join(
        here, "../../artifacts/bin/ZetDard.Benchmarks/release/ZetDard.Benchmarks"))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=60)
    parser.add_argument("--clusters", type=int, default=100)
    parser.add_argument("--iterations", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def data(args, kind):
    random = np.random.default_rng(42)
    noise = random.standard_normal((args.rows, args.columns))
    if kind == "noise":
        return noise.astype(np.float32)
    centers = 2 * random.standard_normal((args.clusters, args.columns))
    return (noise + centers[random.integers(args.clusters, size=args.rows)]).astype(np.float32)


def theirs(args, rows, start):
    model = KMeans(args.clusters, init=start.astype(rows.dtype), n_init=1, max_iter=args.iterations, tol=0, algorithm="lloyd")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = time.process_time()
        model.fit(rows)
        return time.process_time() - before, model


def ours(args, folder):
    output = subprocess.run(
        [args.benchmarks, "kmeans", folder + "/rows", str(args.columns), folder + "/centers", str(args.iterations), str(THREADS),
         folder + "/labels"], check=True, capture_output=True, text=True).stdout.split()
    return float(output[0]), float(output[1]), int(output[2]), np.fromfile(folder + "/labels", np.int32)


def main():
    args = parse()
    print(f"scikit-learn {sklearn.__version__}, {args.rows:,} x {args.columns}, k {args.clusters}, "
          f"{args.iterations} iterations at most, {THREADS} threads, medians of {args.rounds}")
    for kind in ("noise", "mixture"):
        rows = data(args, kind)
        start = rows[np.random.default_rng(7).permutation(args.rows)[:args.clusters]]
        with tempfile.TemporaryDirectory() as folder:
            rows.tofile(folder + "/rows")
            start.tofile(folder + "/centers")
            theirs(args, rows, start)
            times = []
            for _ in range(args.rounds):
                their_time, _ = theirs(args, rows, start)
                our_time, inertia, iterations, labels = ours(args, folder)
                times.append((their_time, our_time))
            _, exact = theirs(args, rows.astype(np.float64), start)
        their_time, our_time = np.median(np.array(times), axis=0)
        print(f"{kind:8}: scikit-learn {their_time:.3f} s, here {our_time:.3f} s, ratio {our_time / their_time:.3f}; "
              f"iterations {exact.n_iter_} and {iterations}; inertia {exact.inertia_:.6f} and {inertia:.6f} "
              f"({(inertia - exact.inertia_) / exact.inertia_:+.1e}); "
              f"{int((labels != exact.labels_).sum())} of {args.rows:,} labels differ from its double precision")


if __name__ == "__main__":
    sys.exit(main())
