"""Names of the subcommands, known before any of them is imported."""

from typing import Final

COMMANDS: Final = {
    "watch": "desk.watch",
    "demo": "desk.demo",
    "load": "desk.load",
    "intake": "desk.intake",
    "queues": "read.queues",
    "stockouts": "read.stockouts",
    "outbox": "read.outbox",
    "export": "read.export",
    "sql": "read.sql",
    "act": "acts.act",
    "journal": "read.journal",
    "report": "read.report",
    "check": "files.check",
    "sample": "files.sample",
    "template": "files.template",
    "profiles": "files.profiles",
    "serve": "desk.serve",
    "commands": "desk.commands",
    "config": "about.config",
    "info": "about.info",
    "doctor": "desk.doctor",
    "backup": "desk.backup",
    "restore": "desk.restore",
    "forget": "desk.forget",
    "share": "machines.share",
    "join": "machines.join",
    "unshare": "machines.unshare",
    "docs": "read.docs",
    "man": "about.man",
    "completion": "completion",
}
"""Subcommand -> its module in `tui.cli.commands`; any other first word is a folder to watch."""
