"""papermill's engine `warm` and Jupyter's provisioner for it, under their entry points: kernels that start warm.

`papermill --engine warm notebook.ipynb out.ipynb` uses them as the batch does.
"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from click import ClickException
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from papermill.engines import NBClientEngine  # type: ignore[import-untyped]
from papermill.utils import nb_language  # type: ignore[import-untyped]
from traitlets import Unicode

from analysis.errors import DataError
from analysis.runs import kernels
from analysis.runs.kernels import parameters

PROVISIONER = "warm-provisioner"
_LAUNCHER = "ipykernel_launcher"


class UnfitParameters(DataError, ClickException):  # noqa: N818 - what is wrong, not that something is
    """A parameter that the notebook does not declare so; on papermill's command line one line, as every error."""

    def show(self, file: IO[str] | None = None) -> None:
        print(f"Fehler: {self}", file=file or sys.stderr)


class WarmEngine(NBClientEngine):
    """papermill's own engine, with kernels that start warm, and parameters that have to fit the notebook."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *args: Any, **options: Any) -> Any:
        known = nb.metadata.get("papermill", {})
        if nb_language(nb) == "python":
            try:
                parameters.check(Path(known.get("input_path") or "Notebook").name, nb.cells, known["parameters"] or {})
            except DataError as error:
                raise UnfitParameters(str(error), kind=error.kind) from None
        return super().execute_notebook(nb, kernel_name, *args, **options)

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        # A host has to be asked to end its kernel; a fork has nothing that is worth waiting for.
        how = "immediate" if kernels.start_method() == kernels.FORK else "graceful"
        options = {"kernel_manager_class": WarmKernelManager, "shutdown_kernel": how, **options}
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


class WarmKernelManager(AsyncKernelManager):
    """Has every kernel started by the `WarmProvisioner`."""

    folder = Unicode("", help="the working folder that goes with the kernel").tag(config=True)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": PROVISIONER}}
        return spec


class WarmProvisioner(LocalProvisioner):
    """Starts ipykernel in a process that has its imports behind it; any other kernel as ever."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if _LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        if not any(argument.startswith("--log-level") for argument in arguments):
            arguments.append("--log-level=CRITICAL")  # else it greets on the terminal
        folder = getattr(self.parent, "folder", "")
        self.process = kernels.start(arguments, kwargs["env"], kwargs.get("cwd") or str(Path.cwd()), folder)
        self.pid, self.pgid = self.process.pid, self.process.pgid
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        if isinstance(self.process, kernels.Hosted):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)

    async def cleanup(self, restart: bool = False) -> None:
        if self.pgid:
            with suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)  # what the notebook has started and left
        await super().cleanup(restart)
