"""Four folders of the checkout, and its documents, are one installed package: CONTRIBUTING.md says how and why."""

from setuptools import find_namespace_packages, setup

FOLDERS = ("data", "queries", "tui", "widgets")
PARTS = find_namespace_packages(
    include=[*FOLDERS, *(f"{folder}.*" for folder in FOLDERS)], exclude=["tui.package"]
)
setup(
    package_dir={"orderdeck": "tui/package"}
    | {f"orderdeck.{folder}": folder for folder in (*FOLDERS, "docs")},
    packages=[
        "orderdeck",
        "orderdeck.docs",
        "orderdeck.docs.decisions",
        "orderdeck.docs.zh",
        *(f"orderdeck.{part}" for part in PARTS),
    ],
)
