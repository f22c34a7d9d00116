-- A whole pipeline in one file: prepare, train two models side by side, evaluate, explain, predict.
USE shop;

DROP TABLE IF EXISTS churn_features;
CREATE TABLE churn_features AS
WITH recent AS (
  SELECT customer_id, COUNT(*) AS orders, SUM(amount) AS spent
  FROM orders
  WHERE ordered_at >= '2026-01-01'
  GROUP BY customer_id
)
SELECT c.customer_id, c.age, c.city, COALESCE(r.orders, 0) AS orders, COALESCE(r.spent, 0) AS spent, c.churned
FROM customers AS c
LEFT JOIN recent AS r ON r.customer_id = c.customer_id;

CREATE TABLE churn_train AS SELECT * FROM churn_features WHERE customer_id % 10 < 8;
CREATE TABLE churn_test AS SELECT * FROM churn_features WHERE customer_id % 10 >= 8;

SELECT age, city, orders, spent, churned FROM churn_train
TO TRAIN xgboost.gbtree
WITH objective = "binary:logistic",
     eval_metric = auc,
     max_depth = 6,
     train.num_boost_round = 100,
     validation.select = "SELECT age, city, orders, spent, churned FROM churn_test"
COLUMN age, orders, spent, INDICATOR(CATEGORY_HASH(city, 100))
LABEL churned
INTO churn_trees;

SELECT age, city, orders, spent, churned FROM churn_train
TO TRAIN DNNClassifier
WITH model.n_classes = 2,
     model.hidden_units = [128, 64],
     optimizer.learning_rate = 0.01,
     train.epoch = 20,
     train.batch_size = 256
COLUMN age, orders, spent, EMBEDDING(CATEGORY_HASH(city, 100), 8, mean)
LABEL churned
INTO churn_dnn;

SELECT * FROM churn_test
TO EVALUATE churn_trees
WITH validation.metrics = "accuracy_score,roc_auc_score"
LABEL churned
INTO churn_trees_metrics;

SELECT * FROM churn_test
TO EVALUATE churn_dnn
WITH validation.metrics = "Accuracy,AUC"
LABEL churned
INTO churn_dnn_metrics;

SELECT * FROM churn_test
TO EXPLAIN churn_trees
WITH summary.plot_type = dot
USING TreeExplainer
INTO churn_explained;

SELECT customer_id, age, city, orders, spent FROM churn_features
TO PREDICT shop.churn_predicted.churned
USING churn_trees;

SHOW TRAIN churn_trees;

SELECT m.*, d.* FROM churn_trees_metrics AS m, churn_dnn_metrics AS d;
