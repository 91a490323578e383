"""What is wrong with an installation is found at start, aloud."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from cases import checks
from cases.evidence import keys
from cases.journal import guards
from config import settings


@pytest.mark.parametrize(("word", "means"), [("1", True), ("Yes", True), ("true", True), ("0", False), ("no", False)])
def test_a_flag_reads_its_words(monkeypatch: pytest.MonkeyPatch, word: str, means: bool) -> None:
    monkeypatch.setenv("CHANCERY_SOMETHING", word)
    assert settings.flag("CHANCERY_SOMETHING", default=not means) is means


def test_a_flag_that_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHANCERY_SOMETHING", raising=False)
    assert settings.flag("CHANCERY_SOMETHING", default=True) is True


def test_a_flag_that_is_neither_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANCERY_SOMETHING", "maybe")
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_SOMETHING must be yes or no"):
        settings.flag("CHANCERY_SOMETHING", default=True)


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("whisper\n", encoding="utf-8")
    monkeypatch.setenv("CHANCERY_KEY", "loud")
    monkeypatch.setenv("CHANCERY_KEY_FILE", str(tmp_path / "key"))
    assert settings.secret("CHANCERY_KEY", "none") == "whisper"


def test_a_secret_without_a_file_is_the_variable_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHANCERY_KEY_FILE", raising=False)
    monkeypatch.delenv("CHANCERY_KEY", raising=False)
    assert settings.secret("CHANCERY_KEY", "none") == "none"
    monkeypatch.setenv("CHANCERY_KEY", "loud")
    assert settings.secret("CHANCERY_KEY", "none") == "loud"


def test_a_secret_whose_file_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHANCERY_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="CHANCERY_KEY_FILE"):
        settings.secret("CHANCERY_KEY", "none")


def test_sqlite_takes_its_lock_at_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = settings.database()
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_postgresql_needs_nothing_but_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://clerk@127.0.0.1:5432/chancery")
    found = settings.database()
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.postgresql", "chancery")
    assert "lock_timeout" in found["OPTIONS"]["options"]


def test_what_an_address_says_of_its_connection_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://clerk@db.example:5432/chancery?sslmode=require")
    options = settings.database()["OPTIONS"]
    assert options["sslmode"] == "require"
    assert "lock_timeout" in options["options"]


def test_the_key_of_the_demonstration_is_refused_for_deployment(settings: pytest.FixtureRequest) -> None:
    settings.SECRET_KEY = checks.ONLY_FOR_DEMO  # type: ignore[attr-defined]
    assert [error.id for error in checks.key_is_secret()] == ["cases.E001"]
    settings.SECRET_KEY = "something else"  # type: ignore[attr-defined]
    assert checks.key_is_secret() == []


def test_a_log_without_a_key_that_it_alone_can_read_is_refused_for_deployment(
    settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert checks.log_is_signed() == []
    settings.CHANCERY_LOG_KEY = place = tmp_path / "log.key"  # type: ignore[attr-defined]
    [missing] = checks.log_is_signed()
    assert (missing.id, "No such file" in missing.msg) == ("cases.E004", True)
    keys.make(place, "gknt.example")
    assert checks.log_is_signed() == []
    place.chmod(0o640)
    [open_to_others] = checks.log_is_signed()
    assert (open_to_others.id, "others may read it" in open_to_others.msg) == ("cases.E004", True)
    place.chmod(0o600)
    place.write_text("PRIVATE+KEY", encoding="utf-8")
    [broken] = checks.log_is_signed()
    assert (broken.id, "no key of a log" in broken.msg) == ("cases.E004", True)


@pytest.mark.django_db
def test_a_missing_guard_is_an_error(settings: pytest.FixtureRequest) -> None:
    assert checks.guards_are_up(databases=["default"]) == []
    guards.take_down(connection)
    found = checks.guards_are_up(databases=["default"])
    guards.put_up(connection)
    assert {error.id for error in found} == {"cases.E002"}
    assert any("guard_entry_delete" in error.msg for error in found)


def test_without_a_database_to_look_at_nothing_is_said() -> None:
    assert checks.guards_are_up() == []
