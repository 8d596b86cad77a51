"""The examples of the runs' part of `/openapi.json`; a test sends each of them."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

SMALL_CNN: list[dict[str, Any]] = [
    {"kind": "conv2d", "out_channels": 8, "kernel_size": 3, "padding": "same"},
    {"kind": "relu"},
    {"kind": "max_pool2d", "kernel_size": 2},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
]

SUBMIT: dict[str, Example] = {
    "three callbacks": {
        "summary": "Handwritten digits, with early stopping, a falling rate and the best weights on disk",
        "value": {
            "name": "patience 3",
            "dataset": "mnist",
            "layers": SMALL_CNN,
            "optimizer": {"kind": "adam", "lr": 0.001},
            "batch_size": 64,
            "epochs": 20,
            "validation_split": 0.2,
            "seed": 0,
            "probe": {"image": "digit-3"},
            "callbacks": [
                {
                    "kind": "early_stopping",
                    "monitor": "val_loss",
                    "patience": 3,
                    "mode": "min",
                    "restore_best_weights": True,
                },
                {
                    "kind": "reduce_lr_on_plateau",
                    "monitor": "val_loss",
                    "factor": 0.1,
                    "patience": 2,
                    "min_lr": 0.0001,
                },
                {
                    "kind": "model_checkpoint",
                    "filepath": "{epoch:02d}-{val_loss:.2f}",
                    "monitor": "val_loss",
                    "save_best_only": True,
                    "save_weights_only": False,
                },
            ],
        },
    },
    "perceptron": {
        "summary": "The least that can be asked for: a data set and layers",
        "value": {"dataset": "strokes", "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}]},
    },
}

CHANGE: dict[str, Example] = {
    "name": {"summary": "Another name, at any time", "value": {"name": "a bigger patience"}},
}

CHANGE_LIVE: dict[str, Example] = {
    "rate": {"summary": "Another learning rate, while it runs", "value": {"lr": 0.0003}},
    "patience": {
        "summary": "More patience for the first callback, while it runs",
        "value": {"callbacks": {"0": {"patience": 8}}},
    },
}

PREDICT: dict[str, Example] = {
    "picture": {
        "summary": "A picture; colours and size left out are those of the data set",
        "value": {"input": {"image": "digit-3"}},
    },
}
