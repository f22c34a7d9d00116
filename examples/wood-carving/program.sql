-- How many soldiers and trains to carve for the most profit: an integer program over the rows of a table.
CREATE TABLE woodcarving (
  product VARCHAR(255),
  price FLOAT,
  materials_cost FLOAT,
  other_cost FLOAT,
  finishing FLOAT,
  carpentry FLOAT,
  max_num FLOAT
);
INSERT INTO woodcarving VALUES
  ('soldier', 27, 10, 14, 2, 1, 40),
  ('train', 21, 9, 10, 1, 1, 10000);

SELECT * FROM woodcarving
TO MAXIMIZE SUM((price - materials_cost - other_cost) * amount)
CONSTRAINT SUM(finishing * amount) <= 100,
           SUM(carpentry * amount) <= 80,
           amount <= max_num
WITH variables = "amount(product)",
     var_type = "NonNegativeIntegers"
USING glpk
INTO woodcarving_result;

SELECT product, amount FROM woodcarving_result;
