"""orderdeck is one package: what others call their packages, and where it is started, makes no difference."""

import os
import runpy
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMMON = ("data", "queries", "tui", "widgets")


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """A folder of packages that are called as our folders are, and can't be imported."""
    for name in COMMON:
        (tmp_path / "others" / name).mkdir(parents=True)
        (tmp_path / "others" / name / "__init__.py").write_text(f"raise ImportError('the other {name}')\n")
    return tmp_path / "others"


def orderdeck(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orderdeck", *words],
        capture_output=True, text=True, check=False, cwd=cwd, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip


def test_packages_of_common_names_are_not_taken_for_ours(others: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    made = orderdeck("sample", str(folder), "--orders", "5", cwd=others, PYTHONPATH=str(others))
    assert made.returncode == 0, made.stderr
    told = orderdeck("queues", str(folder), "--counts", cwd=others, PYTHONPATH=str(others))
    assert told.returncode == 0, told.stderr
    assert "standard" in told.stdout.lower()


def test_none_of_our_folders_is_a_package_of_its_own(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", f"import importlib.util as u\nprint([n for n in {COMMON} if u.find_spec(n)])"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert found.stdout.strip() == "[]"


def test_every_document_is_in_the_installed_package(monkeypatch: pytest.MonkeyPatch) -> None:
    setuptools = pytest.importorskip("setuptools")
    asked: dict[str, Any] = {}
    monkeypatch.setattr(setuptools, "setup", asked.update)
    monkeypatch.chdir(ROOT)
    runpy.run_path("setup.py")
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = pyproject["tool"]["setuptools"]["package-data"]["*"]
    for page in (ROOT / "docs").rglob("*.md"):
        folder = page.parent.relative_to(ROOT)
        assert f"orderdeck.{'.'.join(folder.parts)}" in asked["packages"], page
        assert any(fnmatch(page.name, pattern) for pattern in patterns), page


def test_every_document_is_in_the_source_distribution() -> None:
    filelist = pytest.importorskip("setuptools._distutils.filelist").FileList()
    pages = {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md")}
    readmes = {file.name for file in ROOT.glob("README*.md")}
    filelist.allfiles = sorted(pages | readmes)
    for line in (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines():
        filelist.process_template_line(line)
    # The README that pyproject.toml names is there by itself.
    assert pages | readmes == {*filelist.files, "README.md"}
