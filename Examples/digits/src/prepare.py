"""Split the handwritten digits that ship with scikit-learn into training and test images."""

from pathlib import Path

import numpy as np
import yaml
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    digits = load_digits()
    train, test, train_labels, test_labels = train_test_split(
        digits.data,
        digits.target,
        test_size=params["prepare"]["test_share"],
        random_state=params["seed"],
        stratify=digits.target,
    )

    out = Path("data")
    out.mkdir(exist_ok=True)
    np.savez(out / "train.npz", images=train, labels=train_labels)
    np.savez(out / "test.npz", images=test, labels=test_labels)
    print(f"{len(digits.data)} images of {digits.data.shape[1]} pixels, {len(digits.target_names)} classes")
    print(f"training on {len(train)}, testing on {len(test)}")


if __name__ == "__main__":
    main()
