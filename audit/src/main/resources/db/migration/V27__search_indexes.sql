-- What went wrong, newest first, with all that one asks of it: the indexes of purposes and models hold what went well,
-- and a rare outcome would be looked for through all of it. Small: few records are in it.
-- The condition is written so that no planner concludes it from a list of outcomes: only a search that states it, and
-- has no narrower index, is served.
CREATE INDEX log_body_rare ON log_body (recorded_at, index, outcome, purpose, model, event)
  WHERE (outcome IN ('ok', 'pending')) IS NOT TRUE;

-- With the outcome, for the same reason: a version of a model has millions of records.
DROP INDEX log_body_model_hash;
CREATE INDEX log_body_model_hash ON log_body (model_hash, recorded_at, index, outcome)
  WHERE kind <> 'intent' AND model_hash IS NOT NULL;
