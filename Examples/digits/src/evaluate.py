"""Measure the network on the test images: metrics.json and the confusion matrix."""

import csv
import json
from pathlib import Path

import joblib
import numpy as np
from sklearn.metrics import accuracy_score, f1_score, log_loss


def main() -> None:
    test = np.load("features/test.npz")
    labels = test["labels"]
    network = joblib.load("model/network.joblib")
    chances = network.predict_proba(test["features"])
    predicted = network.classes_[chances.argmax(axis=1)]
    wrong = int((predicted != labels).sum())

    metrics = {
        "accuracy": round(float(accuracy_score(labels, predicted)), 4),
        "f1": round(float(f1_score(labels, predicted, average="macro")), 4),
        "loss": round(float(log_loss(labels, chances)), 4),
        "wrong": wrong,
    }
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    Path("plots").mkdir(exist_ok=True)
    with open("plots/confusion.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["actual", "predicted"])
        writer.writerows(zip(labels.tolist(), predicted.tolist(), strict=True))
    print(f"accuracy {metrics['accuracy']:.4f}, macro F1 {metrics['f1']:.4f}, {wrong} of {len(labels)} wrong")


if __name__ == "__main__":
    main()
