"""The Celery application: `celery -A lightloom_site.celery worker -Q paint`.

Its settings are the CELERY_ names of lightloom_site.settings. It defines no task: those are in worlds.tasks and
inference.tasks.
"""

import os
import warnings

from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.platforms import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightloom_site.settings")

# Root is one of the ways Lightloom is started, and its tasks are JSON that carries no code.
warnings.filterwarnings("ignore", category=SecurityWarning)

# Told at every lost connection; a task that runs in a thread cannot be cancelled, and running it twice does no harm.
warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)

app = Celery("lightloom")
app.set_default()  # for every thread: "current" alone is the importing thread's
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["worlds", "inference"])
