"""orderdeck is one package: what others call their packages, and where it is started, makes no difference."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
