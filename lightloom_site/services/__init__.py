"""The processes of the service on one machine: which there are, how they start, are watched, restarted and stopped; the
embedded PostgreSQL and Valkey; `manage.py up`.
"""
