-- The bot's first tables. Times are timestamptz and come from the bot's clock unless a default says otherwise.
-- Ids are bigint identities: `pg` hands them out as strings.

-- One row per outage of one thing, from its first miss to its end.
CREATE TABLE incidents (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  proxy             text NOT NULL,           -- name of the Proxy value, e.g. 'default'
  check_name        text NOT NULL,           -- the check that saw it, e.g. 'listener'
  fingerprint       text NOT NULL,           -- what makes two findings the same incident, e.g. 'listener'
  cause             text NOT NULL,           -- the finding, e.g. 'refused'; may change while the incident lasts
  severity          text NOT NULL CHECK (severity IN ('critical', 'warning', 'notice')),
  -- pending: missed, not often enough to fire. firing: people are told. acknowledged: somebody has it.
  -- resolved: over, for good; the next miss makes a new row.
  state             text NOT NULL CHECK (state IN ('pending', 'firing', 'acknowledged', 'resolved')),
  evidence          jsonb NOT NULL DEFAULT '{}',  -- what was seen; shown in the card
  started_at        timestamptz NOT NULL,    -- first miss
  fired_at          timestamptz,             -- null while pending
  acknowledged_at   timestamptz,
  acknowledged_by   text,                    -- Slack user id
  acknowledged_name text,                    -- as shown then
  resolved_at       timestamptz,
  silenced_until    timestamptz,             -- no posts about it before this
  last_seen_at      timestamptz NOT NULL,    -- latest miss
  channel           text,                    -- Slack channel id that its card goes to
  message_ts        text,                    -- Slack's id of the card in that channel; null until posted
  CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
  CHECK (state <> 'acknowledged' OR (acknowledged_at IS NOT NULL AND acknowledged_by IS NOT NULL))
);

-- At most one open incident per thing, also when two bots see it at once.
CREATE UNIQUE INDEX incidents_open ON incidents (proxy, fingerprint) WHERE state <> 'resolved';
CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE state = 'resolved';  -- retention

-- What is to be posted: saved before it is sent, so that a crash loses none and repeats none.
CREATE TABLE outbox (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id     bigint REFERENCES incidents ON DELETE CASCADE,  -- null: not about an incident
  kind            text NOT NULL CHECK (kind IN ('card', 'thread')), -- the incident's message, or a reply under it
  nonce           uuid NOT NULL UNIQUE,      -- put in the message's first block_id; by it a lost answer's post is found
  channel         text NOT NULL,             -- Slack channel id
  payload         jsonb NOT NULL,            -- blocks and text
  -- pending: to be sent from next_attempt_at. sending: a bot is at it; past its lease that bot died, outcome unknown.
  -- sent: Slack has it. superseded: a newer card took its place before it was sent. failed: given up; error says why.
  state           text NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'sent', 'superseded', 'failed')),
  attempts        int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  sending_since   timestamptz,               -- start of the lease of the bot that took it
  unknown_since   timestamptz,               -- it may stand in the channel since then; looked for before a repeat
  looks           int NOT NULL DEFAULT 0,    -- attempts to look for it in the channel that failed
  sent_at         timestamptz,
  message_ts      text,                      -- Slack's id of what was posted
  error           text,                      -- Slack's error code of the last attempt
  created_at      timestamptz NOT NULL DEFAULT now(),
  CHECK (state <> 'sending' OR sending_since IS NOT NULL)
);

CREATE INDEX outbox_unsent ON outbox (id) WHERE state IN ('pending', 'sending');  -- claiming, oldest first
CREATE INDEX outbox_incident ON outbox (incident_id, id);
CREATE INDEX outbox_finished ON outbox (created_at) WHERE state IN ('sent', 'superseded', 'failed');  -- retention

-- Who did, or was refused, what. Never holds a secret.
CREATE TABLE audit (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT now(),
  actor       text NOT NULL,                 -- Slack user id, or 'cli' / 'bot'
  actor_name  text,                          -- as shown then
  team        text,                          -- Slack team id
  action      text NOT NULL,                 -- command and subcommand, e.g. 'key revoke'
  target      text,                          -- key alias, mode or incident
  proxy       text,                          -- name of the Proxy value; null: none was concerned
  -- started: being carried out. done. refused: not allowed. failed: nothing changed.
  -- unknown: it cannot be told whether it changed. cancelled: not confirmed.
  outcome     text NOT NULL CHECK (outcome IN ('started', 'done', 'refused', 'failed', 'unknown', 'cancelled')),
  detail      jsonb NOT NULL DEFAULT '{}',
  finished_at timestamptz                    -- when the outcome became final; null while started
);

CREATE INDEX audit_latest ON audit (at DESC);
CREATE INDEX audit_subject ON audit (action, target);

-- Questions that wait for the asker's button. Used once, by the actor alone, before expires_at.
CREATE TABLE confirmations (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  action     text NOT NULL,                  -- what the button will do, e.g. 'key revoke'
  actor      text NOT NULL,                  -- Slack user id of the asker
  proxy      text,                           -- name of the Proxy value
  payload    jsonb NOT NULL,                 -- what was asked, so that what was shown is what is done
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz                     -- null while it waits
);

CREATE INDEX confirmations_expired ON confirmations (expires_at);  -- retention

-- What is not to be posted for a while.
CREATE TABLE silences (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  proxy        text NOT NULL,                -- name of the Proxy value
  matcher      text NOT NULL,                -- an incident's fingerprint
  created_by   text NOT NULL,                -- Slack user id
  created_name text,                         -- as shown then
  reason       text,
  starts_at    timestamptz NOT NULL DEFAULT now(),
  ends_at      timestamptz NOT NULL,
  revoked_at   timestamptz,                  -- ended early
  CHECK (ends_at > starts_at)
);

CREATE INDEX silences_active ON silences (proxy, matcher, ends_at) WHERE revoked_at IS NULL;
