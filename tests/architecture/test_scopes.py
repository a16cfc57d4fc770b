"""Who may open a scope: few places, each with its reason."""

import ast

from tests.architecture.sources import Source, called, work

OPENERS = {"scope", "identity", "unscoped"}
# What opens which scope, and why it may.
PLACES = {
    "tenancy/middleware.py": "a request is bound to the workspace of its address or key",
    "tenancy/tasks.py": "a task names its workspace, sweeps visit each in turn",
    "enrollment/tasks.py": "the engine takes turns between workspaces",
    "enrollment/dispatch/run.py": "a late answer is recorded where its message came from",
    "signals/listener.py": "incoming mail names its workspace by the mailbox's address",
    "signals/afterwards.py": "the effect of incoming mail belongs to the workspace of its signal",
    "signals/streams/watching.py": "fetched mail belongs to the workspace of its account",
    "signals/streams/hooks.py": "an address names its workspace, once its token is verified",
    "signals/hooks.py": "a webhook names its workspace, once its signature is verified",
    "signals/tracking/hits.py": "the link in a mail is all that its reader has",
    "signals/inlets/hooks.py": "an address names its workspace, once its token is verified",
    "signals/unsubscribe.py": "the link in a mail is all that its recipient has",
    "tenancy/management/commands/create_workspace.py": "an operator founds a workspace",
    "sequences/management/commands/sequences.py": "an operator names the workspace of a text",
    "signals/management/commands/erase_person.py": "an operator names the workspace of a person",
    "signals/management/commands/release_restore.py": "an operator names the admin's workspace",
    "tenancy/commands.py": "a command looks for the workspace that an operator names",
    "console/demo/building.py": "the demo's command founds its workspaces",
    "console/context.py": "the switch lists the workspaces in which the person has a seat",
}


def opens(source: Source) -> bool:
    """Whether the module opens a scope itself."""
    if source.place == "tenancy/scope.py" or not _knows_the_scope(source):
        return False
    return any(called(call) in OPENERS for call in source.calls())


def _knows_the_scope(source: Source) -> bool:
    imports = [node for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom)]
    return any(
        node.module == "tenancy.scope"
        or (node.module == "tenancy" and any(alias.name == "scope" for alias in node.names))
        for node in imports
    )


def test_a_scope_is_opened_in_the_listed_places_only() -> None:
    assert {source.place for source in work() if opens(source)} == set(PLACES)


def test_an_opened_scope_is_found() -> None:
    text = "from tenancy.scope import scope\nwith scope(key):\n    pass\n"
    assert opens(Source("x.py", text))
    assert opens(Source("x.py", "from tenancy import scope\nwith scope.unscoped('why'): pass"))


def test_asking_for_the_scope_is_not_opening_it() -> None:
    text = "from tenancy import scope\nscope.current_workspace_id()\n"
    assert not opens(Source("x.py", text))
