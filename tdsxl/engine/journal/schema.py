"""The journal's tables, one step per released change. A released step is never edited."""

import sqlite3
from collections.abc import Callable

from tdsxl.errors import LocalError


def m001_initial(db: sqlite3.Connection) -> None:
    """Everything that the first release keeps."""
    for statement in _INITIAL.split(";"):
        db.execute(statement)


def m002_attended(db: sqlite3.Connection) -> None:
    """Whether a person was there to answer; the runs of before count as attended."""
    db.execute("ALTER TABLE run ADD COLUMN attended INTEGER NOT NULL DEFAULT 1")


def m003_changes(db: sqlite3.Connection) -> None:
    """What each run found to be new, changed, gone or back; and since when a list is proven to be as it is."""
    for statement in _CHANGES.split(";"):
        db.execute(statement)


def m004_notes(db: sqlite3.Connection) -> None:
    """What the firm writes beside our rows; sheets with columns of its own are read once, whoever wrote them last."""
    for statement in _NOTES.split(";"):
        db.execute(statement)


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (m001_initial, m002_attended, m003_changes, m004_notes)
"""`user_version` of a journal is the number of steps it has taken."""


def version(db: sqlite3.Connection) -> int:
    """How many steps a journal has taken; a new one none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, *, keep: Callable[[], None]) -> None:
    """Bring the tables up to date, all steps in one transaction; a journal that is not new is kept first.

    Raises:
        LocalError: The journal was written by a newer tdsxl.
    """
    taken = version(db)
    if taken > len(STEPS):
        raise LocalError("The journal was written by a newer tdsxl.", "Install that version, or a newer one.")
    if 0 < taken < len(STEPS):
        keep()
    if taken < len(STEPS):
        db.execute("BEGIN IMMEDIATE")
        for step in STEPS[taken:]:
            step(db)
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
        db.execute("COMMIT")


_INITIAL = """
CREATE TABLE run (
  id INTEGER PRIMARY KEY, book TEXT NOT NULL, who TEXT NOT NULL, pc TEXT NOT NULL,
  started TEXT NOT NULL, ended TEXT, how TEXT, hidden INTEGER NOT NULL, left_out TEXT NOT NULL,
  outcomes TEXT);
CREATE TABLE task (
  run INTEGER NOT NULL, tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, state TEXT NOT NULL,
  years TEXT NOT NULL, covered TEXT, reason TEXT, remedy TEXT, tries INTEGER NOT NULL DEFAULT 0,
  fresh INTEGER NOT NULL DEFAULT 0, tried TEXT, ended TEXT,
  PRIMARY KEY (run, tan, module, portal)) WITHOUT ROWID;
CREATE INDEX task_of_client ON task (tan, module, portal, run);
CREATE TABLE part (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, act TEXT NOT NULL, run INTEGER NOT NULL,
  supported INTEGER NOT NULL, rows INTEGER, portal_total INTEGER, complete TEXT, reason TEXT,
  PRIMARY KEY (tan, module, portal, act)) WITHOUT ROWID;
CREATE TABLE source (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, first_complete TEXT, last_complete TEXT,
  PRIMARY KEY (tan, module, portal)) WITHOUT ROWID;
CREATE TABLE record (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, key TEXT NOT NULL, act TEXT NOT NULL,
  scope TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, first_seen TEXT NOT NULL, baseline INTEGER NOT NULL,
  changed TEXT, gone TEXT,
  PRIMARY KEY (tan, module, portal, key)) WITHOUT ROWID;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, portal TEXT NOT NULL, tan TEXT NOT NULL, version TEXT NOT NULL, run INTEGER NOT NULL,
  sent TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT);
CREATE INDEX attempt_of_account ON attempt (portal, tan);
CREATE TABLE visit (
  tan TEXT NOT NULL, portal TEXT NOT NULL, seconds REAL, name TEXT, needs TEXT,
  PRIMARY KEY (tan, portal)) WITHOUT ROWID;
CREATE TABLE document (
  tan TEXT NOT NULL, portal TEXT NOT NULL, reference TEXT NOT NULL, path TEXT NOT NULL, portal_name TEXT NOT NULL,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, saved TEXT NOT NULL,
  PRIMARY KEY (tan, portal, reference, path)) WITHOUT ROWID;
CREATE TABLE trouble (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, opened TEXT NOT NULL, tan TEXT NOT NULL, kind TEXT NOT NULL,
  module TEXT NOT NULL, portal TEXT NOT NULL, what TEXT NOT NULL, remedy TEXT NOT NULL, tries INTEGER NOT NULL,
  cleared TEXT);
CREATE INDEX trouble_open ON trouble (tan, portal, module, kind) WHERE cleared IS NULL;
CREATE TABLE written (
  book TEXT NOT NULL, sheet TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, rows_sha256 TEXT NOT NULL,
  plain INTEGER NOT NULL,
  PRIMARY KEY (book, sheet)) WITHOUT ROWID
"""

_CHANGES = """
CREATE TABLE change (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at TEXT NOT NULL, tan TEXT NOT NULL, module TEXT NOT NULL,
  portal TEXT NOT NULL, what TEXT NOT NULL, kind TEXT, before TEXT, after TEXT, rows INTEGER);
CREATE INDEX change_at ON change (at);
CREATE TABLE proof (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, act TEXT NOT NULL, years TEXT NOT NULL,
  rows INTEGER NOT NULL, portal_total INTEGER, since TEXT NOT NULL, until TEXT NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (tan, module, portal, act, since)) WITHOUT ROWID
"""

_NOTES = """
CREATE TABLE note (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sheet TEXT NOT NULL, row TEXT NOT NULL, title TEXT NOT NULL, tan TEXT NOT NULL,
  kind TEXT NOT NULL, value TEXT NOT NULL, book TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE (sheet, row, title));
CREATE INDEX note_of_client ON note (tan);
DELETE FROM written WHERE plain = 0
"""
