"""scikit-learn's SVC with a Gaussian kernel on the folds of ZetDard.Evaluation, tuned within each.

    dotnet run -c Release --project benchmarks/ZetDard.Evaluation -- features --train features.csv --label label --drop filename \
        --tune --models svm/rbf --predictions predictions.csv
    python3 benchmarks/peers/nested_svc.py features.csv label filename predictions.csv

Prints the accuracy of each repeat. Grid and class weights are those of svm/rbf there: C 1, 3, 10, 30; gamma 1, 1/2, 2 over the columns.
"""
import csv
import sys

import numpy as np
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

features, label, drop, predictions = sys.argv[1:5]
rows, labels, seen = [], [], set()
for row in csv.DictReader(open(features, encoding="utf-8-sig")):
    values = tuple(np.float32(row[name]) for name in row if name != label and name not in drop.split(","))
    if values not in seen:  # equal rows are dropped there too
        seen.add(values)
        rows.append(values)
        labels.append(row[label])

x, y = np.array(rows, np.float64), np.array(labels)
predicted = [row for row in csv.DictReader(open(predictions)) if row["model"] == "svm/rbf"]
for repeat in sorted({row["repeat"] for row in predicted}):
    own = [row for row in predicted if row["repeat"] == repeat]
    fold = np.empty(len(y), int)
    for row in own:
        assert y[int(row["thing"])] == row["label"], "The predictions are of other rows."
        fold[int(row["thing"])] = int(row["fold"])

    right = 0
    for k in np.unique(fold):
        train, test = fold != k, fold == k
        search = GridSearchCV(
            make_pipeline(StandardScaler(), SVC(class_weight="balanced")),
            {"svc__C": [1, 3, 10, 30], "svc__gamma": [scale / x.shape[1] for scale in (1, 0.5, 2)]},
            cv=StratifiedKFold(5, shuffle=True, random_state=0),
        ).fit(x[train], y[train])
        right += np.sum(search.predict(x[test]) == y[test])

    mine = np.mean([row["label"] == row["predicted"] for row in own])
    print(f"repeat {repeat}: scikit-learn {right / len(y):.4f}, ZetDard {mine:.4f}")
