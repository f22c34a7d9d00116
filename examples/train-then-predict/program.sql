-- Trains a classifier from a custom image, then predicts with it.
-- The prediction runs in the image of the training: nothing has to say so twice.
SELECT * FROM my_db.train_table
TO TRAIN my_docker_registry/my_docker_image:latest/MyDNNClassifier
WITH model.n_classes = 2, model.hidden_units = [64, 32], train.epoch = 10
LABEL class
INTO my_model;

SELECT * FROM my_db.test_table
TO PREDICT my_db.test_table_prediction.class
USING my_model;
