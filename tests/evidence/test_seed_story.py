"""The seed story is proved on a machine without the product: a bundle, a key, an empty folder, an empty environment."""

import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from tests.stories.test_demo import HOUSE, manage

from .forger import unpacked
from .test_verifier import pythons


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the auditor was given: the bundle of the demonstration, and the public key that it left."""
    var = tmp_path_factory.mktemp("var")
    played = manage(var, "demo", "--no-server")
    assert played.returncode == 0, played.stderr
    [key] = var.glob("*.vkey")
    folder = tmp_path_factory.mktemp("auditor")
    exported = manage(var, "export_evidence", "--all", "--to", str(folder / "bundle.zip"))
    assert exported.returncode == 0, exported.stderr
    shutil.copy(key, folder / "log.vkey")
    shutil.copy(HOUSE / "verify_evidence.py", folder)
    return folder


def proved(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """The auditor's own run."""
    command = ["env", "-i", python, "-I", "verify_evidence.py", "bundle.zip", "--key", "log.vkey", "--max-age", "1h"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("python", pythons())
def test_it_is_proved_with_nothing_but_python(given: Path, python: str) -> None:
    done = proved(given, python)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith("PROVED: 0 findings\n")


def test_he_gets_an_account_to_read_in_three_languages(given: Path) -> None:
    files = unpacked((given / "bundle.zip").read_bytes())
    for language, words in {"ru": "подписание", "be": "падпісанне", "en": "Sign exactly what was approved"}.items():
        pdf = pypdfium2.PdfDocument(files[f"account/{language}.pdf"])
        text = re.sub(r"\s+", " ", " ".join(page.get_textpage().get_text_bounded() for page in pdf))
        assert "06-09/398" in text
        assert words in text
        assert words in files[f"account/{language}.html"].decode()


def test_another_number_on_the_letter_is_found_where_it_stands(given: Path, tmp_path: Path) -> None:
    for file in given.iterdir():
        shutil.copy(file, tmp_path)
    bundle = (given / "bundle.zip").read_bytes()
    assert bundle.count(b'"number":"06-09/398"') > 0
    (tmp_path / "bundle.zip").write_bytes(bundle.replace(b'"number":"06-09/398"', b'"number":"06-09/399"'))
    done = proved(tmp_path, pythons()[-1])
    assert done.returncode == 1
    assert "ROOT checkpoint" in done.stdout
    assert "SHEET " in done.stdout
