"""
XGBoost called directly, for tests to compare steps with. Standard input: {"path": a SQLite file, "cases": [...]}.
A case: "train" and "predict" are queries that give numbers (NULL is missing), in "train" the label first; "params",
"rounds" and "more" are arguments of xgboost.train, "validation" is a query like "train", "further" such queries to go
on with ("saved": from a saved model); or "wrapper" is the name of a class for scikit-learn. "want" is "predict",
"contributions", "scores", or "metrics" of the training rows, which "metrics" lists. Prints a list of results.
"""

import json
import sqlite3
import sys

import numpy as np
import xgboost


def matrix(database, sql):
    rows = database.execute(sql).fetchall()
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=np.float64)


def labelled(database, sql, aft):
    data = matrix(database, sql)
    bounds = dict(label_lower_bound=data[:, 0], label_upper_bound=data[:, 0]) if aft else {}
    return xgboost.DMatrix(data[:, 1:], label=data[:, 0], **bounds)


def result(database, case):
    if "wrapper" in case:
        data = matrix(database, case["train"])
        model = getattr(xgboost, case["wrapper"])(**case["params"])
        groups = {"qid": np.zeros(len(data))} if case["wrapper"] == "XGBRanker" else {}
        model.fit(data[:, 1:], data[:, 0], **groups)
        return model.predict(matrix(database, case["predict"])).tolist()
    params = case["params"]
    aft = params.get("objective") == "survival:aft"
    more = dict(case.get("more", {}))
    if "validation" in case:
        more["evals"] = [(labelled(database, case["validation"], aft), "validate")]
    booster = xgboost.train(params, labelled(database, case["train"], aft), case["rounds"], verbose_eval=False, **more)
    for query in case.get("further", []):
        # A model that was saved begins its random numbers anew.
        more["xgb_model"] = booster.save_raw("ubj") if case.get("saved") else booster
        booster = xgboost.train(params, labelled(database, query, aft), case["rounds"], verbose_eval=False, **more)
    if "early_stopping_rounds" in more:
        booster = booster[: booster.best_iteration + 1]
    data = xgboost.DMatrix(matrix(database, case["predict"]))
    want = case.get("want", "predict")
    if want == "contributions":
        return booster.predict(data, pred_contribs=True).tolist()
    if want == "scores":
        return [booster.get_score(importance_type="weight"), booster.get_score(importance_type="gain")]
    if want == "metrics":
        labels = matrix(database, case["train"])[:, 0]
        return metrics(case["metrics"], labels, booster.predict(data), booster.predict(data, output_margin=True))
    return booster.predict(data).tolist()


def metrics(names, labels, raw, margins):
    """What scikit-learn says. A matrix has probabilities of more than two classes, numbers from 0 to 1 of two."""
    import sklearn.metrics

    found = {}
    several = raw.ndim == 2
    hard = raw.argmax(axis=1) if several else (raw > 0.5).astype(int)
    for name in names:
        plain, _, beta = name.partition("@")
        function, more = getattr(sklearn.metrics, plain), {}
        if plain in ("precision_score", "recall_score", "f1_score", "fbeta_score") and several:
            more["average"] = "macro"
        if plain == "fbeta_score":
            more["beta"] = float(beta or 1)
        if plain == "roc_auc_score" and several:
            more["multi_class"] = "ovr"
        if plain in ("roc_auc_score", "average_precision_score", "log_loss", "brier_score_loss"):
            guess = raw.astype(np.float64)
        elif plain == "hinge_loss":
            guess = margins.astype(np.float64)
        else:
            guess = hard if set(np.unique(labels)) <= {0, 1, 2} else raw.astype(np.float64)
        found[name] = function(labels, guess, **more)
    return found


if __name__ == "__main__":
    task = json.load(sys.stdin)
    connection = sqlite3.connect(task["path"])
    json.dump([result(connection, case) for case in task["cases"]], sys.stdout)
