"""How fast the models engine is, part by part and under the load of many rooms. Nothing of the service imports it."""
