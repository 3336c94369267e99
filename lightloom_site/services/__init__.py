"""The processes of the service on one machine, the embedded PostgreSQL and Valkey, and `manage.py up`."""
