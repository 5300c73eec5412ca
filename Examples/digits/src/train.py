"""Fit a network with one hidden layer, and write down how it learns."""

import csv
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    options = params["train"]
    train = np.load("features/train.npz")
    test = np.load("features/test.npz")
    classes = np.unique(train["labels"])

    network = MLPClassifier(
        hidden_layer_sizes=(options["hidden"],),
        learning_rate_init=options["learning_rate"],
        batch_size=options["batch"],
        random_state=params["seed"],
    )
    curve = []
    for epoch in range(1, options["epochs"] + 1):
        network.partial_fit(train["features"], train["labels"], classes=classes)
        row = {
            "epoch": epoch,
            "loss": round(network.loss_, 6),
            "train_accuracy": round(network.score(train["features"], train["labels"]), 6),
            "test_accuracy": round(network.score(test["features"], test["labels"]), 6),
        }
        curve.append(row)
        if epoch % 5 == 0 or epoch == 1:
            print(
                f"epoch {epoch:3d}/{options['epochs']}  loss {row['loss']:.4f}  "
                f"train {row['train_accuracy']:.3f}  test {row['test_accuracy']:.3f}",
                flush=True,
            )

    Path("model").mkdir(exist_ok=True)
    joblib.dump(network, "model/network.joblib")
    Path("plots").mkdir(exist_ok=True)
    with open("plots/learning.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=curve[0].keys())
        writer.writeheader()
        writer.writerows(curve)


if __name__ == "__main__":
    # One thread: sums in a fixed order give the same network every time.
    with threadpool_limits(limits=1):
        main()
