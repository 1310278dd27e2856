-- Where a span's cost comes from. 0: there is none; 1: the client gave it; 2: estimated from a price list. Until now a
-- cost was always the client's, and one of 0 was none.
ALTER TABLE spans ADD COLUMN cost_from INTEGER NOT NULL DEFAULT 0;
UPDATE spans SET cost_from = 1 WHERE cost <> 0;
-- Spans that may get a cost once their model is in the price list.
CREATE INDEX spans_to_price ON spans (model, provider) WHERE cost_from = 0 AND model IS NOT NULL AND usage IS NOT NULL;
