-- Times named `at` are whole seconds of the journal's own clock; `received_at` is the message's.
CREATE TABLE plans (
  ref INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  UNIQUE (sha256, id, version)
);

-- AUTOINCREMENT: a place in the log is never given twice, also after the newest rows are deleted.
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  message_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT,
  outcome TEXT NOT NULL,
  message BLOB NOT NULL,
  forwarded BLOB,
  decision BLOB,
  plan INTEGER REFERENCES plans (ref),
  replay_of INTEGER,
  target TEXT
);
CREATE INDEX messages_to_deliver ON messages (source, seq, target) WHERE outcome = 'admitted';

-- `key` is a hash of source and message id; `seq` is the message that took it.
CREATE TABLE dedupe (
  key INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX dedupe_at ON dedupe (at);

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  held TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'held',
  source TEXT NOT NULL,
  received_at TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  body BLOB NOT NULL,
  message_id TEXT,
  kind TEXT,
  name TEXT,
  destination TEXT,
  field TEXT,
  seq INTEGER
);
CREATE INDEX quarantine_state ON quarantine (state, held);

-- `scope` is `source` or `destination`; the day '' sums up days that retention has folded away.
CREATE TABLE counters (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  term TEXT NOT NULL,
  code TEXT NOT NULL,
  day TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (scope, name, term, code, day)
) WITHOUT ROWID;

CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  category TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT,
  version INTEGER,
  type TEXT NOT NULL,
  field TEXT NOT NULL,
  plan INTEGER REFERENCES plans (ref),
  description TEXT NOT NULL,
  remedy TEXT NOT NULL,
  owner TEXT NOT NULL,
  place TEXT NOT NULL,
  sample TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL
);

-- `closed` counts what was admitted for the destination by sources it no longer reads.
CREATE TABLE destinations (
  name TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  bookmark TEXT,
  last_error TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- `before` is what the source had admitted that this destination will never see.
CREATE TABLE subscriptions (
  destination TEXT NOT NULL REFERENCES destinations (name),
  source TEXT NOT NULL,
  before INTEGER NOT NULL,
  PRIMARY KEY (destination, source)
) WITHOUT ROWID;

-- Written and emptied again to find out whether a full disk has room once more.
CREATE TABLE probe (room BLOB NOT NULL);
