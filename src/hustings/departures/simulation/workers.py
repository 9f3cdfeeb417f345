"""Work shared out: to all cores, or to a Dask cluster that runs already. The answers are the same."""

import multiprocessing
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import TypeVar

CLUSTER_SECONDS = 10  # for the scheduler to answer

T = TypeVar("T")
R = TypeVar("R")


class ClusterError(RuntimeError):
    """The cluster cannot be used. The message says why and what to do."""


def shared_out(work: Callable[[T], R], tasks: Sequence[T], cluster: str | None) -> Iterator[R]:
    """work(task) for each task, in their order, each as soon as it and those before it are done.

    `cluster`: the address of a Dask scheduler; without it, processes on this machine's cores.
    Raises ClusterError where the cluster cannot be reached or `distributed` is not installed.
    """
    if not tasks or (cluster is None and (len(tasks) == 1 or cores() == 1)):
        yield from map(work, tasks)
        return
    with _executor(cluster, len(tasks)) as pool:
        yield from pool.map(work, tasks)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _executor(cluster: str | None, tasks: int) -> AbstractContextManager[Executor]:
    if cluster is not None:
        return _on_cluster(cluster)
    # A fork starts at once, but is unsafe while other threads run.
    methods = multiprocessing.get_all_start_methods()
    method = "fork" if threading.active_count() == 1 and "fork" in methods else "spawn"
    return ProcessPoolExecutor(min(cores(), tasks), multiprocessing.get_context(method))


@contextmanager
def _on_cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")  # an extra that few need, and slow to import
    except ImportError:
        raise ClusterError("A cluster needs the package `distributed`: pip install 'hustings[cluster]'.") from None
    if not re.fullmatch(r"\w+://.+:\d+", address):
        raise ClusterError(f"{address!r} is no address of a Dask scheduler; give one like tcp://host:8786.")
    try:
        client = distributed.Client(address, timeout=CLUSTER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address} ({error}); give one like tcp://host:8786."
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(
                f"The Dask scheduler at {address} has no workers; start one with `dask worker {address}`."
            )
        with client.get_executor() as pool:
            yield pool
