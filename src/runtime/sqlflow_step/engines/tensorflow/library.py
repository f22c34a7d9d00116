"""TensorFlow and Keras, imported quietly and set so that the same input gives the same model."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from sqlflow_step.errors import StepError

if TYPE_CHECKING:
    from typing import Any

# Keras needs a seed; runs are reproducible because it never changes.
SEED = 1


def load_keras() -> Any:
    """The module `keras`, on TensorFlow."""
    # Its own greeting, and what depends on the processor: oneDNN computes sums in an order of its own.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # The objects of these modules stay. To look for garbage among them, while they are loaded and when the process
    # ends, takes as long as all the rest of a small step.
    gc.disable()
    try:
        import keras
        import tensorflow
    except ImportError as error:
        raise StepError(
            "the image has no TensorFlow, which this step needs: pip install tensorflow (%s)" % error
        ) from error
    finally:
        gc.freeze()
        gc.enable()
    if not keras.__version__.split(".")[0] == "3":
        raise StepError(
            "the image has Keras %s, and steps need Keras 3: TensorFlow 2.16 or later has it" % keras.__version__
        )
    tensorflow.get_logger().setLevel("ERROR")
    keras.utils.set_random_seed(SEED)
    tensorflow.config.experimental.enable_op_determinism()
    return keras


def engine_version() -> str:
    """What made a model, for its metadata."""
    import keras
    import tensorflow

    return "tensorflow %s, keras %s" % (tensorflow.__version__, keras.__version__)
