"""
Checks of TensorFlow steps against Keras itself: nothing here is of the step runtime. Run as
`python checks.py DATABASE '[["check", "argument"…]…]'`; prints what each found as JSON.
"""

import gc
import hashlib
import json
import os
import sqlite3
import sys
import tempfile

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", KERAS_BACKEND="tensorflow")

gc.disable()
import keras
import numpy as np

gc.freeze()

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


def categories(lists, combiner):
    """Ids and weights of lists of (category, weight)."""
    width = max([1] + [len(one) for one in lists])
    ids, weights = np.zeros((len(lists), width), "int32"), np.zeros((len(lists), width), "float32")
    for at, pairs in enumerate(lists):
        given = np.array([weight for _, weight in pairs])
        total = dict(weights=1, mean=given.sum(), sqrtn=np.sqrt((given**2).sum()))[combiner]
        for place, (number, weight) in enumerate(pairs):
            ids[at, place], weights[at, place] = number, weight / total
    return ids, weights


def pairs(text):
    return [(int(place), float(weight)) for place, weight in (one.split(":") for one in text.split())]


def crossed(row):
    return [] if row["colour"] is None else [(hashed("%(colour)s_X_%(shop)s" % row, 8), 1)]


# Categories of a row, by the name of the model's input.
CATEGORIES = {
    "height.bucket": lambda row: [(sum(row["height"] >= limit for limit in (10, 20)), 1)],
    "height.category_id": lambda row: [(row["height"], 1)],
    "tags.category_id": lambda row: [(int(tag), 1) for tag in (row["tags"] or "").split(",") if tag],
    "shop.category_hash": lambda row: [(hashed(row["shop"], 5), 1)],
    "colour.shop.cross": crossed,
    "kv.numeric": lambda row: pairs(row["kv"]),
    "kv.weighted_category": lambda row: pairs(row["kv"]),
}


def inputs_of(metadata, model, found):
    """What the model is fed for rows of the table."""

    def words(row):
        known = metadata["derivedFeatures"]["fields"]["colour"]["vocabulary"]
        return [(known.index(row["colour"]), 1)] if row["colour"] in known else []

    inputs = dict()
    for name in [tensor.name for tensor in model.inputs]:
        source, _, combiner = name.rpartition(".")
        column = 'odd "/{x$' if name == 'odd "_{x$' else name
        if column in found[0]:
            numbers = [[float(part) for part in str(row[column]).split(",")] for row in found]
            inputs[name] = np.array(numbers, "float32")
        elif combiner in ("weights", "mean", "sqrtn"):
            read = words if source == "colour.vocabulary" else CATEGORIES[source]
            inputs[source], inputs[name] = categories([read(row) for row in found], combiner)
    return inputs


def logits_of(model):
    return keras.Model(model.input, model.get_layer("logits").output)


def predicted(name, table, column):
    """Predictions of `varied` in a table, row by row; and the features that move predictions of the stored model."""
    metadata, model = stored(name)
    found = rows("SELECT * FROM varied ORDER BY id")
    written = rows('SELECT * FROM "%s" ORDER BY id' % table)
    inputs = inputs_of(metadata, model, found)
    raw = logits_of(model).predict(inputs, verbose=0).astype("float64")
    if metadata["estimator"].endswith("Classifier"):
        label = metadata["derivedFeatures"]["label"]
        classes = label.get("classes") or list(range(label["count"]))
        codes = (raw[:, 0] >= 0).astype(int) if raw.shape[1] == 1 else raw.argmax(axis=1)
        expected = [classes[code] for code in codes]
        wrong = sum(one != row[column] for one, row in zip(expected, written))
        given = np.array([[float(part) for part in str(row["logits"]).split(",")] for row in written])
    else:
        wrong, given = 0, np.array([[float(part) for part in str(row[column]).split(",")] for row in written])
    base = dict((row["id"], at) for at, row in enumerate(found))
    moved = set()
    for at, row in enumerate(found):
        if row["changed"] and np.abs(raw[at] - raw[base[row["id"] % 1000]]).max() > 1e-4:
            moved.add(row["changed"])
    return dict(
        rows=len(written),
        wrong=wrong,
        off=float(np.abs(given - raw).max()),
        moved=sorted(moved),
        distinct=len(set(row[column] for row in written)),
    )


def evaluated(name, table, column):
    """The row of EVALUATE, and what Keras' metrics say of the stored model."""
    metadata, model = stored(name)
    found = rows("SELECT * FROM flowers ORDER BY id")
    outputs = model.predict(inputs_of(metadata, model, found), verbose=0).astype("float64")
    (measured,) = rows('SELECT * FROM "%s"' % table)
    label = metadata["derivedFeatures"]["label"]
    if label["task"] == "class":
        classes = label.get("classes") or list(range(label["count"]))
        codes = np.array([classes.index(row[column]) for row in found])
        two = outputs.shape[1] == 1
        each = np.concatenate([1 - outputs, outputs], axis=1) if two else outputs
        expected = dict(
            loss=-np.log(each[np.arange(len(codes)), codes]).mean(), Accuracy=(each.argmax(axis=1) == codes).mean()
        )
        expected["CategoricalAccuracy"] = expected["Accuracy"]
        truth = codes[:, None].astype("float32") if two else np.eye(each.shape[1])[codes]
        spread = np.argsort(-each, axis=1)[:, :5]
        expected["TopKCategoricalAccuracy"] = (spread == codes[:, None]).any(axis=1).mean()
    else:
        truth = np.array([[row[column]] for row in found], "float32")
        expected = dict(loss=((outputs - truth) ** 2).mean())
    for metric in measured:
        if metric not in expected:
            made = getattr(keras.metrics, metric)()
            made.update_state(truth, outputs)
            expected[metric] = made.result()
    return dict(measured=measured, expected=dict((name, float(value)) for name, value in expected.items()))


def explained(name, table, limit):
    """How far contributions are from adding up to the stored model's output."""
    metadata, model = stored(name)
    found = rows("SELECT * FROM flowers ORDER BY id LIMIT %s" % limit)
    raw = logits_of(model).predict(inputs_of(metadata, model, found), verbose=0)
    label = metadata["derivedFeatures"]["label"]
    classes = label.get("classes") or list(range(label.get("count", 1)))
    written, off = rows('SELECT * FROM "%s"' % table), []
    for at, row in enumerate(written):
        sample, one = row.pop("sample", at), row.pop("class", classes[0])
        off.append(abs(sum(row.values()) - raw[sample, classes.index(one)]))
    return dict(rows=len(written), columns=list(rows('SELECT * FROM "%s"' % table)[0]), off=max(off) / np.ptp(raw))


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


if __name__ == "__main__":
    print(json.dumps([globals()[name](*arguments) for name, *arguments in json.loads(sys.argv[2])], default=float))
