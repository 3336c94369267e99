"""Benchmarks of the models engine, model by model and under the load of many rooms. The service does not import it."""
