"""A support vector machine beside scikit-learn's: CPU seconds of all threads, by turns, medians; results are compared.

Run it with a Python that has numpy and scikit-learn, after
    dotnet build -c Release benchmarks/ZetDard.Benchmarks
as
    python3 benchmarks/peers/svm.py [--program PATH] [--rows N] [--rounds N] [--cost C] [--gamma G]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import sklearn
from sklearn.datasets import make_classification
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument(
    "--program", default=os.path.join(root, "artifacts/bin/ZetDard.Benchmarks/release/ZetDard.Benchmarks"))
parser.add_argument("--rows", type=int, default=10_000)
parser.add_argument("--columns", type=int, default=60)
parser.add_argument("--classes", type=int, default=5)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--cost", type=float, default=1.0)
parser.add_argument("--gamma", type=float, default=None, help="1 / columns by default")
arguments = parser.parse_args()
gamma = arguments.gamma or 1 / arguments.columns

x, y = make_classification(
    arguments.rows, arguments.columns, n_informative=arguments.columns // 2, n_classes=arguments.classes, random_state=42)
x = StandardScaler().fit_transform(x).astype(np.float32)
y = y.astype(np.int32)

with tempfile.TemporaryDirectory(prefix="zetdard-svm-") as folder:
    path = os.path.join(folder, "rows")
    with open(path, "wb") as file:
        np.array([*x.shape, arguments.classes], np.int32).tofile(file)
        np.array([arguments.cost, gamma]).tofile(file)
        x.tofile(file)
        y.tofile(file)

    theirs = {"fit": [], "predict": []}
    ours = {"fit": [], "later fit": [], "predict": [], "later predict": [], "megabytes": []}
    wide = x.astype(np.float64)             # what it computes with: the conversion is not timed
    for _ in range(arguments.rounds):
        model = SVC(C=arguments.cost, gamma=gamma, tol=1e-3)
        start = time.process_time()
        model.fit(wide, y)
        theirs["fit"].append(time.process_time() - start)
        start = time.process_time()
        labels = model.predict(wide)
        theirs["predict"].append(time.process_time() - start)

        # Two rounds in a fresh process: the first includes compiling.
        result = json.loads(subprocess.run(
            [arguments.program, "svm", "fit", path, "2"], check=True, stdout=subprocess.PIPE).stdout)
        for what in ("fit", "predict"):
            ours[what].append(result[what][0])
            ours["later " + what].append(result[what][1])
        ours["megabytes"].append(result["megabytes"])

    mine = np.fromfile(path + ".ours", np.int32)

# The dual objective of a pair is -(sum |beta| + sum beta F) / 2; with the kernel matrix at hand it follows from the coefficients.
objective = 0.0
starts = np.concatenate([[0], np.cumsum(model.n_support_)])
vectors = model.support_vectors_
squares = (vectors ** 2).sum(1)
for a in range(arguments.classes):
    for b in range(a + 1, arguments.classes):
        rows = np.r_[starts[a]:starts[a + 1], starts[b]:starts[b + 1]]
        beta = np.r_[model.dual_coef_[b - 1, starts[a]:starts[a + 1]], model.dual_coef_[a, starts[b]:starts[b + 1]]]
        rows, beta = rows[beta != 0], beta[beta != 0]
        part = vectors[rows]
        kernel = np.exp(-gamma * np.maximum(0, squares[rows][:, None] + squares[rows][None] - 2 * part @ part.T))
        objective += beta @ kernel @ beta / 2 - np.abs(beta).sum()

print(f"scikit-learn {sklearn.__version__}; {arguments.rows:,} x {arguments.columns}, {arguments.classes} classes, "
      f"C {arguments.cost:g}, gamma {gamma:.4g}; CPU seconds, medians of {arguments.rounds}")
print("| | scikit-learn | here | ratio |")
print("|---|--:|--:|--:|")
for what in ("fit", "predict"):
    there = statistics.median(theirs[what])
    for name, note in ((what, ", fresh process"), ("later " + what, ", later")):
        here = statistics.median(ours[name])
        print(f"| {what}{note} | {there:.3f} | {here:.3f} | {here / there:.3f} |")
print(f"of a fit here, reading the examples into a matrix: {min(result['prepare']):.3f}")
print(f"load of the machine {os.getloadavg()[0]:.1f}; peak memory above the rows: {max(ours['megabytes']):.0f} MB")
print(f"objective {objective:.6f} there, {result['objective']:.6f} here, relative difference "
      f"{abs(objective - result['objective']) / abs(objective):.1e}")
print(f"rho: largest difference {np.abs(np.abs(model.intercept_) - np.abs(result['rho'])).max():.1e}; "
      f"support vectors {len(model.support_)} there, {result['vectors']} here; largest gap {result['gap']:.1e}, "
      f"{result['iterations']} steps")
print(f"labels that differ: {(labels != mine).sum()} of {len(labels)}; accuracy {(labels == y).mean():.4f} there, "
      f"{(mine == y).mean():.4f} here")
sys.exit(0)
