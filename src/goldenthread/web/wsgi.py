"""The application for a WSGI server."""

import gc
import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
application = get_wsgi_application()

# A server runs no checks of its own, and one of them keeps the demo's sign-in away from a real area.
if faults := [str(fault) for fault in run_checks() if fault.is_serious()]:
    raise ImproperlyConfigured("\n".join(faults))

# What is loaded by now stays for as long as the process: it need not be looked through for garbage again and again.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
