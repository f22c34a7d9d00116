"""TensorFlow, through Keras."""
