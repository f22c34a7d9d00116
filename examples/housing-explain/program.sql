-- Prices of houses that never were, and what they depend on. The data are made by the program itself.
-- A fifth of the houses is kept apart, so that the model is measured on what it has not seen.
-- Runs as it is: sqlflowc run examples/housing-explain/program.sql --dialect sqlite
DROP TABLE IF EXISTS houses;
CREATE TABLE houses (rooms INT, metres DOUBLE, age DOUBLE, noise DOUBLE, price DOUBLE);
INSERT INTO houses
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 400),
made AS (
  SELECT 1 + i % 6 AS rooms, 30.0 + (i * 37) % 120 AS metres, (i * 13) % 90 AS age, (i * 7) % 10 AS noise FROM numbers
)
SELECT rooms, metres, age, noise, 20.0 * rooms + 3.5 * metres - 0.8 * age FROM made;

SELECT * FROM houses WHERE noise < 8
TO TRAIN xgboost.gbtree
WITH objective = "reg:squarederror", max_depth = 4, train.num_boost_round = 40
LABEL price
INTO price_model;

SELECT * FROM houses WHERE noise >= 8
TO EVALUATE price_model
WITH validation.metrics = "mean_absolute_error,r2_score"
LABEL price
INTO price_metrics;

SELECT * FROM houses
TO EXPLAIN price_model
INTO price_explained;

SELECT * FROM price_metrics;
