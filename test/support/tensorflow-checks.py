"""
Checks of TensorFlow steps against Keras itself: nothing here is of the step runtime. Run as
`python tensorflow-checks.py DATABASE CHECK…`; prints what each found as JSON.
"""
import hashlib
import json
import os
import sqlite3
import sys
import tempfile

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", KERAS_BACKEND="tensorflow")

import keras
import numpy as np

database = sqlite3.connect(sys.argv[1])
database.row_factory = sqlite3.Row


def rows(sql):
    return [dict(row) for row in database.execute(sql)]


def stored(name):
    """Metadata and Keras model of a model in the database."""
    content = b"".join(row["block"] for row in rows('SELECT block FROM "%s" ORDER BY id' % name))
    length = int.from_bytes(content[:8], "big")
    metadata = json.loads(content[8 : 8 + length])
    assert hashlib.sha256(content[8 + length :]).hexdigest() == metadata["sha256"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        with open(path, "wb") as file:
            file.write(content[8 + length :])
        return metadata, keras.models.load_model(path, compile=False)


def hashed(text, size):
    return int(hashlib.sha1(text.encode()).hexdigest(), 16) % size


def categories(lists, combiner="sum"):
    """Ids and weights of lists of (category, weight)."""
    width = max([1] + [len(one) for one in lists])
    ids, weights = np.zeros((len(lists), width), "int32"), np.zeros((len(lists), width), "float32")
    for at, pairs in enumerate(lists):
        total = sum(weight for _, weight in pairs) if combiner == "mean" else 1
        for place, (number, weight) in enumerate(pairs):
            ids[at, place], weights[at, place] = number, weight / (total or 1)
    return ids, weights


def flower_arrays(metadata, found):
    words = metadata["derivedFeatures"]["fields"]["colour"]["vocabulary"]
    known = lambda word: [] if word not in words else [(words.index(word), 1)]
    arrays = {
        "width": np.array([[row["width"]] for row in found], "float32"),
        'odd "_{x$': np.array([[row['odd "/{x$']] for row in found], "float32"),
    }
    lists = {
        "height.bucket": [[(int(np.searchsorted([10, 20], row["height"], side="right")), 1)] for row in found],
        "colour.vocabulary": [known(row["colour"]) for row in found],
        "tags.category_id": [[(int(tag), 1) for tag in row["tags"].split(",")] for row in found],
        "shop.category_hash": [[(hashed(row["shop"], 5), 1)] for row in found],
        "colour.shop.cross": [
            [(hashed(row["colour"] + "_X_" + row["shop"], 8), 1)] if row["colour"] is not None else [] for row in found
        ],
        "kv.numeric": [[(int(k), float(v)) for k, v in (one.split(":") for one in row["kv"].split())] for row in found],
    }
    for name, pairs in lists.items():
        combiner = "mean" if name == "tags.category_id" else "weights"
        arrays[name], arrays["%s.%s" % (name, combiner)] = categories(pairs, combiner)
    return arrays


def flowers():
    """The DNN of the flowers: predictions, evaluation and explanation, against the stored model called directly."""
    metadata, model = stored("flower_dnn")
    found = rows("SELECT * FROM flowers ORDER BY id")
    arrays = flower_arrays(metadata, found)
    probabilities = model.predict(arrays, verbose=0).astype("float64")
    classes = metadata["derivedFeatures"]["label"]["classes"]
    expected = [classes[int(code)] for code in probabilities.argmax(axis=1)]
    tables = ["predicted", "predicted_again"]
    wrong = [
        sum(row["kind"] != one for row, one in zip(rows("SELECT kind FROM %s ORDER BY id" % table), expected))
        for table in tables
    ]
    extra = [row["probability"] for row in rows("SELECT probability FROM predicted ORDER BY id")]
    truth = np.array([classes.index(row["kind"]) for row in found])
    spread = np.eye(3)[truth]
    logits = keras.Model(model.input, model.get_layer("logits").output).predict(arrays, verbose=0)
    contributions = {}
    for row in rows("SELECT * FROM explained"):
        values = [value for name, value in row.items() if name not in ("sample", "class")]
        contributions[row["sample"], row["class"]] = sum(values)
    off = [abs(contributions[at, classes[code]] - logits[at, code]) for at in range(5) for code in range(3)]
    return dict(
        classes=classes,
        distinct=len(set(expected)),
        wrong=wrong,
        probability=float(np.abs(np.array(extra) - probabilities.max(axis=1)).max()),
        evaluated=rows("SELECT * FROM evaluated"),
        expected=dict(
            loss=float(-np.log(probabilities[np.arange(len(truth)), truth]).mean()),
            Accuracy=float((probabilities.argmax(axis=1) == truth).mean()),
            MeanSquaredError=float(((probabilities - spread) ** 2).mean()),
            Recall=float(((probabilities > 0.5) * spread).sum() / spread.sum()),
        ),
        explained=rows("SELECT count(*) AS n FROM explained")[0]["n"],
        off=float(max(off)),
        span=float(np.abs(logits).max()),
    )


def same_seed():
    """A network of the same layers and seed, trained by Keras on all rows at once, and again, as the steps did."""
    found = rows("SELECT * FROM flowers ORDER BY id")
    features = np.array([[row["width"], row["height"]] for row in found], "float32")
    labels = np.array([row["price"] for row in found], "float32")
    keras.utils.set_random_seed(1)
    inputs = keras.Input((2,))
    hidden = keras.layers.Dense(6, activation="tanh")(inputs)
    hidden = keras.layers.Dense(4, activation="tanh")(hidden)
    network = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    network.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.5), loss="mean_squared_error")
    network.fit(features, labels, batch_size=len(found), epochs=20, verbose=0)
    expected = network.predict(features, verbose=0)[:, 0]
    written = np.array([row["guess"] for row in rows("SELECT guess FROM guessed ORDER BY id")])
    network.compile(optimizer=keras.optimizers.SGD(0.01), loss="mean_squared_error")
    network.fit(features, labels, batch_size=len(found), epochs=5, verbose=0)
    _, continued = stored("continued")
    off = [np.abs(a - b).max() for a, b in zip(network.get_weights(), continued.get_weights())]
    difference = max(np.abs(expected - written).max(), *off)
    return dict(difference=float(difference), spread=float(expected.std()))


def linear():
    """Linear regression by FTRL on one-hot colours and a number, trained by Keras on all rows at once."""
    metadata, _ = stored("linear_model")
    words = metadata["derivedFeatures"]["fields"]["colour"]["vocabulary"]
    found = rows("SELECT * FROM flowers WHERE colour IS NOT NULL ORDER BY id")
    features = np.zeros((len(found), 1 + len(words)), "float32")
    for at, row in enumerate(found):
        features[at, 0] = row["width"]
        features[at, 1 + words.index(row["colour"])] = 1
    labels = np.array([row["code"] == 7 for row in found], "float32")
    inputs = keras.Input((features.shape[1],))
    network = keras.Model(inputs, keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
    rate = min(0.2, 1 / np.sqrt(2))
    network.compile(optimizer=keras.optimizers.Ftrl(rate), loss=keras.losses.BinaryCrossentropy(from_logits=True))
    network.fit(features, labels, batch_size=len(found), epochs=30, verbose=0)
    expected = network.predict(features, verbose=0)[:, 0]
    written = rows("SELECT code, logits FROM coded ORDER BY id")
    return dict(
        difference=float(np.abs(expected - np.array([row["logits"] for row in written])).max()),
        spread=float(expected.std()),
        wrong=sum(row["code"] != (7 if logit >= 0 else 3) for row, logit in zip(written, expected)),
    )


checks = dict(flowers=flowers, same_seed=same_seed, linear=linear)
print(json.dumps([checks[name]() for name in sys.argv[2:]]))
