import pytest

from config.launcher import environment


def test_base_drops_everything_that_leads_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.ente.example")
    monkeypatch.setenv("BANDOLO_MODE", "server")
    monkeypatch.setenv("BANDOLO_BROKER_URL", "redis://broker.ente.example")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings_test")
    monkeypatch.setenv("BANDOLO_LOG_LEVEL", "DEBUG")

    base = environment.base()

    assert base["BANDOLO_MODE"] == "embedded"
    assert base["BANDOLO_LOG_LEVEL"] == "DEBUG"
    assert not {"PGHOST", "BANDOLO_BROKER_URL", "DJANGO_SETTINGS_MODULE"} & set(base)
