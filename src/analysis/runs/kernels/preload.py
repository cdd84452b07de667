"""Everything that a notebook and its execution import, for the process that others are forked from.

Nothing here may draw a chart or start a thread: neither survives a fork.
"""

import gc
import importlib
import pkgutil
import signal
import sys

gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the main process, which ends the others

# Optional to those who import them, and a second in all: a debugger that nobody attaches to a batch, widgets that
# nobody clicks, a check of time spans that nothing here has.
sys.modules |= dict.fromkeys(("debugpy", "anywidget", "isoduration"))  # type: ignore[arg-type]

import ipykernel.kernelapp  # noqa: E402, F401

import analysis.runs.execution  # noqa: E402, F401
from analysis import charts, figures, pages, publish  # noqa: E402

for room in (figures, charts, pages, publish):
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.startswith("analysis.publish.slides"):  # made by the batch itself, not by a notebook
            importlib.import_module(module.name)

# What is here stays: without this, each fork would look through all of it for garbage, and copy it by looking.
gc.freeze()
gc.enable()
