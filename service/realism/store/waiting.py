"""Queries that wait for a process, so that no client waits for all that another has asked."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator

from realism.store.worker_link import Job


class Waiting:
    """Takes one query of each client in turn, each client's in the order they came."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Job]] = OrderedDict()

    def __len__(self) -> int:
        """How many wait, those included that were given up since the last `prune`."""
        return sum(map(len, self._clients.values()))

    def __iter__(self) -> Iterator[Job]:
        """Those that someone still waits for."""
        return (job for jobs in self._clients.values() for job in jobs if not job.answer.done())

    @property
    def newest_round(self) -> int:
        """The latest bringing up to date that one of them waits for; 0 when none waits."""
        return max((jobs[-1].round for jobs in self._clients.values() if jobs), default=0)

    def add(self, job: Job) -> None:
        """Have `job` wait."""
        self._clients.setdefault(job.client, deque()).append(job)

    def take(self, reached: int, may: Callable[[str], bool] = lambda _: True) -> Job | None:
        """The next one that waits for no later round than `reached`; the next time it is another client's turn.

        may   whether it is the turn of a client at all
        """
        for client, jobs in tuple(self._clients.items()):
            while jobs and jobs[0].answer.done():
                jobs.popleft().stop_timer()
            if jobs and jobs[0].round <= reached and may(client):
                job = jobs.popleft()
                job.stop_timer()
                self._clients.move_to_end(client)
                return job
            if not jobs:
                del self._clients[client]
        return None

    def prune(self) -> None:
        """Forget those that were given up."""
        for client, jobs in tuple(self._clients.items()):
            kept = deque(job for job in jobs if not job.answer.done())
            if kept:
                self._clients[client] = kept
            else:
                del self._clients[client]

    def make_room(self, client: str) -> Job | None:
        """Take out the last query of whoever has most waiting, if that is more than one more than `client` has."""
        most = max(self._clients, key=lambda name: len(self._clients[name]), default=client)
        if len(self._clients.get(most, ())) <= len(self._clients.get(client, ())) + 1:
            return None
        job = self._clients[most].pop()
        job.stop_timer()
        return job
