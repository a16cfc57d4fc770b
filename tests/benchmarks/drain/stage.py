"""The databases of the product that are drained: made once, copied for each round."""

from dataclasses import dataclass

from tests.benchmarks.drain import checking, mother, people
from tests.benchmarks.drain.cluster import Cluster
from tests.benchmarks.drain.people import House, Model


@dataclass(frozen=True)
class Stage:
    """The model that databases are made of, and the migrated template that they begin from."""

    cluster: Cluster
    model: Model
    template: str

    def database(
        self, name: str, *, workspaces: int, due: int, busy: int | None = None
    ) -> list[House]:
        """A database with so many due touches in so many workspaces of four mailboxes each, or in
        the first `busy` of them."""
        self.cluster.create(name, self.template)
        homes = people.houses(self.model, workspaces)
        with self.cluster.superuser(name) as connection:
            people.build(connection, self.model, homes)
            people.fill(connection, self.model, homes[:busy], due)
            connection.execute("VACUUM ANALYZE")
        checking.check(name, homes[:busy])
        return homes


def prepare(cluster: Cluster) -> Stage:
    """Make the mother with the product's services. Django has to be set up; mail goes to the
    sink that EMAIL_URL names."""
    from tests import database

    with database.cloned() as name:
        made = mother.build()
        with cluster.superuser(name) as connection:
            model = people.model(connection, made)
    return Stage(cluster, model, database.template_name())
