-- The same with a boosted tree: the engine, and with it the program of each step, follows from the estimator.
SELECT * FROM my_db.train_table
TO TRAIN my_docker_registry/my_xgboost_image:1.2/xgboost.gbtree
WITH objective = "binary:logistic", train.num_boost_round = 30, eta = 0.3
LABEL class
INTO my_model;

SELECT * FROM my_db.test_table
TO PREDICT my_db.test_table_prediction.class
USING my_model;
