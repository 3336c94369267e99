"""The Celery application: `celery -A lightloom_site.celery worker -Q paint`.

Its settings are the CELERY_ names of lightloom_site.settings. It defines no task: those are in worlds.tasks and
inference.tasks.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightloom_site.settings")

app = Celery("lightloom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["worlds", "inference"])
