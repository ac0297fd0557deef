"""How the store came to its present shape: one file a schema version, in order.

A released migration is never changed. A new table is a new file here and one line below; the number of lines is
the schema version, which is the file's user_version.
"""

from driftwatch.storage.migrations import v1_statistics, v2_days, v3_frame_reviews, v4_feeds, v5_feed_parts, v6_fresh

MIGRATIONS: tuple[str, ...] = (
    v1_statistics.SQL,
    v2_days.SQL,
    v3_frame_reviews.SQL,
    v4_feeds.SQL,
    v5_feed_parts.SQL,
    v6_fresh.SQL,
)
