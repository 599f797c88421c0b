BEGIN TRANSACTION;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, portal TEXT NOT NULL, tan TEXT NOT NULL, version TEXT NOT NULL, run INTEGER NOT NULL,
  sent TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT);
INSERT INTO "attempt" VALUES(1,'itportal','PINE12345E','v1',1,'2026-11-22T12:00:00+00:00','accepted',NULL);
INSERT INTO "attempt" VALUES(2,'traces','OAKS12345E','v2',1,'2026-11-22T12:00:00+00:00','refused','Invalid details.');
CREATE TABLE change (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at TEXT NOT NULL, tan TEXT NOT NULL, module TEXT NOT NULL,
  portal TEXT NOT NULL, what TEXT NOT NULL, kind TEXT, before TEXT, after TEXT, rows INTEGER);
INSERT INTO "change" VALUES(1,1,'2026-11-22T12:00:00+00:00','PINE12345E','notices','itportal','New client',NULL,NULL,NULL,2);
CREATE TABLE document (
  tan TEXT NOT NULL, portal TEXT NOT NULL, reference TEXT NOT NULL, path TEXT NOT NULL, portal_name TEXT NOT NULL,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, saved TEXT NOT NULL,
  PRIMARY KEY (tan, portal, reference, path)) WITHOUT ROWID;
INSERT INTO "document" VALUES('PINE12345E','itportal','R1','downloads/PINE12345E/R1.pdf','n.pdf','0000000000000000000000000000000000000000000000000000000000000000',4,'2026-11-22T12:00:00+00:00');
CREATE TABLE part (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, act TEXT NOT NULL, run INTEGER NOT NULL,
  supported INTEGER NOT NULL, rows INTEGER, portal_total INTEGER, complete TEXT, reason TEXT,
  PRIMARY KEY (tan, module, portal, act)) WITHOUT ROWID;
INSERT INTO "part" VALUES('PINE12345E','notices','itportal','1961 Act',1,1,2,2,'2026-11-22T12:00:00+00:00',NULL);
CREATE TABLE proof (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, act TEXT NOT NULL, years TEXT NOT NULL,
  rows INTEGER NOT NULL, portal_total INTEGER, since TEXT NOT NULL, until TEXT NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (tan, module, portal, act, since)) WITHOUT ROWID
;
INSERT INTO "proof" VALUES('PINE12345E','notices','itportal','','2025-26',2,2,'2026-11-22T12:00:00+00:00','2026-11-22T12:00:00+00:00',1);
CREATE TABLE record (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, key TEXT NOT NULL, act TEXT NOT NULL,
  scope TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, first_seen TEXT NOT NULL, baseline INTEGER NOT NULL,
  changed TEXT, gone TEXT,
  PRIMARY KEY (tan, module, portal, key)) WITHOUT ROWID;
INSERT INTO "record" VALUES('PINE12345E','notices','itportal','itportal|Proceeding notice|R1','1961 Act','all','Notice','{"portal":"itportal","kind":"Proceeding notice","reference":"R1","category":null,"description":null,"box":null,"section":null,"form":null,"year":null,"quarter":null,"issued_on":null,"served_on":null,"due_on":null,"status":"Open","replied":null}','2026-11-22T12:00:00+00:00',1,NULL,NULL);
INSERT INTO "record" VALUES('PINE12345E','notices','itportal','itportal|Proceeding notice|R2','1961 Act','all','Notice','{"portal":"itportal","kind":"Proceeding notice","reference":"R2","category":null,"description":null,"box":null,"section":null,"form":null,"year":null,"quarter":null,"issued_on":null,"served_on":null,"due_on":null,"status":"Closed","replied":null}','2026-11-22T12:00:00+00:00',1,NULL,NULL);
CREATE TABLE run (
  id INTEGER PRIMARY KEY, book TEXT NOT NULL, who TEXT NOT NULL, pc TEXT NOT NULL,
  started TEXT NOT NULL, ended TEXT, how TEXT, hidden INTEGER NOT NULL, left_out TEXT NOT NULL,
  outcomes TEXT, attended INTEGER NOT NULL DEFAULT 1);
INSERT INTO "run" VALUES(1,'book','asha','PC','2026-11-22T12:00:00+00:00','2026-11-22T12:00:00+00:00','Complete',1,'["OAKS12345E"]','{"New data": 1}',1);
CREATE TABLE source (
  tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, first_complete TEXT, last_complete TEXT,
  PRIMARY KEY (tan, module, portal)) WITHOUT ROWID;
INSERT INTO "source" VALUES('PINE12345E','notices','itportal','2026-11-22T12:00:00+00:00','2026-11-22T12:00:00+00:00');
CREATE TABLE task (
  run INTEGER NOT NULL, tan TEXT NOT NULL, module TEXT NOT NULL, portal TEXT NOT NULL, state TEXT NOT NULL,
  years TEXT NOT NULL, covered TEXT, reason TEXT, remedy TEXT, tries INTEGER NOT NULL DEFAULT 0,
  fresh INTEGER NOT NULL DEFAULT 0, tried TEXT, ended TEXT,
  PRIMARY KEY (run, tan, module, portal)) WITHOUT ROWID;
INSERT INTO "task" VALUES(1,'OAKS12345E','notices','traces','failed','2025-26',NULL,'password refused','Store it.',0,0,'2026-11-22T12:00:00+00:00',NULL);
INSERT INTO "task" VALUES(1,'PINE12345E','notices','itportal','done','2025-26',NULL,NULL,NULL,1,2,'2026-11-22T12:00:00+00:00','2026-11-22T12:00:00+00:00');
CREATE TABLE trouble (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, opened TEXT NOT NULL, tan TEXT NOT NULL, kind TEXT NOT NULL,
  module TEXT NOT NULL, portal TEXT NOT NULL, what TEXT NOT NULL, remedy TEXT NOT NULL, tries INTEGER NOT NULL,
  cleared TEXT);
INSERT INTO "trouble" VALUES(1,1,'2026-11-22T12:00:00+00:00','OAKS12345E','Needs you','','TRACES','The password was refused.','Store it.',1,NULL);
CREATE TABLE visit (
  tan TEXT NOT NULL, portal TEXT NOT NULL, seconds REAL, name TEXT, needs TEXT,
  PRIMARY KEY (tan, portal)) WITHOUT ROWID;
INSERT INTO "visit" VALUES('OAKS12345E','itportal',NULL,NULL,'otp');
INSERT INTO "visit" VALUES('PINE12345E','itportal',12.5,'Pine Traders',NULL);
CREATE TABLE written (
  book TEXT NOT NULL, sheet TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, rows_sha256 TEXT NOT NULL,
  plain INTEGER NOT NULL,
  PRIMARY KEY (book, sheet)) WITHOUT ROWID
;
INSERT INTO "written" VALUES('book','Challans','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','f','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',1);
CREATE INDEX task_of_client ON task (tan, module, portal, run);
CREATE INDEX attempt_of_account ON attempt (portal, tan);
CREATE INDEX trouble_open ON trouble (tan, portal, module, kind) WHERE cleared IS NULL;
CREATE INDEX change_at ON change (at);
COMMIT;
PRAGMA user_version = 3;
