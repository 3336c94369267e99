"""The wiring: settings, URLs, ASGI, Celery, the embedded services and `manage.py up`.

Knows every other package and is imported by none of them.
"""

__version__ = "0.1.0"
