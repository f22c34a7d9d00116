-- Today: a model is trained and kept. `tomorrow.sql` is another program, which finds it in the store.
DROP TABLE IF EXISTS visits;
CREATE TABLE visits (pages INT, minutes DOUBLE, bought INT);
INSERT INTO visits VALUES
  (1, 0.5, 0), (2, 1.0, 0), (3, 1.5, 0), (4, 2.5, 0), (2, 3.0, 0), (5, 3.5, 1), (6, 4.0, 1), (7, 6.0, 1),
  (8, 5.5, 1), (9, 7.0, 1), (1, 1.0, 0), (3, 2.0, 0), (6, 5.0, 1), (8, 8.0, 1), (2, 0.8, 0), (7, 4.5, 1);

SELECT * FROM visits
TO TRAIN XGBClassifier
WITH objective = "binary:logistic", n_estimators = 10, max_depth = 2, min_child_weight = 0
LABEL bought
INTO buyer_model;
