-- Tomorrow: nothing is trained here. Image, engine and features of the model come from where it is kept.
DROP TABLE IF EXISTS new_visits;
CREATE TABLE new_visits (id INT, pages INT, minutes DOUBLE);
INSERT INTO new_visits VALUES (1, 2, 1.0), (2, 9, 6.5), (3, NULL, 7.5);

SELECT * FROM new_visits
TO PREDICT forecast.bought
USING buyer_model;

SELECT id, bought FROM forecast ORDER BY id;
