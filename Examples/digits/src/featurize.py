"""Turn pixels into features: scale them, then keep the strongest principal components.

Both steps learn from the training images alone, so that nothing of the test images leaks.
"""

from pathlib import Path

import numpy as np
import yaml
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    train = np.load("data/train.npz")
    test = np.load("data/test.npz")

    components = params["featurize"]["components"]
    pca = PCA(n_components=components, svd_solver="full", random_state=params["seed"])
    steps = make_pipeline(MinMaxScaler(), pca)
    train_features = steps.fit_transform(train["images"])
    test_features = steps.transform(test["images"])

    out = Path("features")
    out.mkdir(exist_ok=True)
    # Rounded: the last bits of a float differ between processors, and would change every hash downstream.
    np.savez(out / "train.npz", features=train_features.round(6), labels=train["labels"])
    np.savez(out / "test.npz", features=test_features.round(6), labels=test["labels"])
    print(f"{train['images'].shape[1]} pixels -> {components} components")
    print(f"variance kept: {pca.explained_variance_ratio_.sum():.1%}")


if __name__ == "__main__":
    main()
