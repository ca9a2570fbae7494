import os
import stat
from pathlib import Path

import pytest

from config.launcher.errors import LauncherError
from config.launcher.state import SOCKET_FOLDER_BYTES, State, StateInUse, locked


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_prepare_closes_the_folder_to_others(state: State) -> None:
    state.root.chmod(0o755)

    state.prepare()

    # As root PostgreSQL's account must be able to walk through, not to look.
    assert mode(state.root) == (0o710 if os.geteuid() == 0 else 0o700)
    assert mode(state.log) == mode(state.valkey) == 0o700


def test_prepare_refuses_a_folder_of_somebody_elses_things(tmp_path: Path) -> None:
    (tmp_path / "tesi.odt").touch()

    with pytest.raises(LauncherError, match=r"tesi\.odt"):
        State(tmp_path).prepare()


def test_keys_are_made_once_and_private(state: State) -> None:
    state.prepare()

    first = state.keys()

    assert sorted(first) == ["BANDOLO_FIELD_KEYS", "BANDOLO_SECRET_KEY"]
    assert all(len(key) >= 50 for key in first.values())
    assert state.keys() == first
    assert mode(state.root / "keys.json") == 0o600


def test_clear_deletes_only_what_the_launcher_made(state: State) -> None:
    state.prepare()
    state.keys()
    (state.root / "media").mkdir()
    (state.root / "appunti.txt").touch()
    (state.root / "lock").touch()

    state.clear()

    assert sorted(path.name for path in state.root.iterdir()) == ["appunti.txt", "lock"]


def test_locked_names_the_holder(state: State) -> None:
    with (
        locked(state, "demo"),
        pytest.raises(StateInUse, match=rf"\./bandolo demo \(process {os.getpid()}\)"),
        locked(state, "manage"),
    ):
        pass


def test_locked_is_free_after_its_holder(state: State) -> None:
    with locked(state, "demo"):
        pass
    with locked(state, "demo"):
        pass


def test_sockets_lie_elsewhere_when_the_path_is_too_long() -> None:
    deep = State(Path("/srv") / ("x" * SOCKET_FOLDER_BYTES))

    assert State(Path("/srv/bandolo/var")).sockets == Path("/srv/bandolo/var/run")
    assert len(str(deep.sockets)) < SOCKET_FOLDER_BYTES
    assert deep.sockets != State(Path("/srv") / ("y" * SOCKET_FOLDER_BYTES)).sockets


def test_long_log_is_set_aside(state: State) -> None:
    state.prepare()
    (state.log / "web.log").write_bytes(b"x" * 5_000_001)

    path = state.log_file("web")

    assert not path.exists()
    assert (state.log / "web.log.1").stat().st_size == 5_000_001
