-- The index for searches (`store::text_index`). It is derived from `trace_texts` and may be incomplete or behind:
-- searches look at the texts of blocks that are not in it or have changed since. So this step makes it empty, and the
-- server fills it while it runs.

-- A segment has the blocks from `first` on; `counts` are their change counts (kind 1 of `block_changes`) when they were
-- indexed. `left_out`: it has traces whose texts are too long to be indexed.
CREATE TABLE text_segments (
    first INTEGER PRIMARY KEY,
    counts BLOB NOT NULL,
    left_out INTEGER NOT NULL
);
-- The parts of a segment; the key is 2^24 times the segment's first block, plus the number of the part.
CREATE TABLE text_parts (
    key INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);
-- In `block_changes` the kind -1 has one number for changes of anything.
