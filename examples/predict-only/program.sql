-- Uses a model that was trained on another day: its image and engine come from the model store.
SELECT * FROM my_db.test_table
TO PREDICT my_db.test_table_prediction.class
USING my_model;
