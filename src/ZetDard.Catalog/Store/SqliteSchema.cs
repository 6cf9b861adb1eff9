namespace ZetDard.Catalog;

/// <summary>The tables, as one script for each version: a database of version n has run the first n scripts.</summary>
/// <remarks>
/// Never change a released script; add a new one. Tables that are read in the order of their key are WITHOUT ROWID: the key is
/// the table.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>"ZdCt" in the header of the SQLite file, which distinguishes a catalogue from other databases.</summary>
    public const int ApplicationId = 0x5A644374;

    public static readonly string[] Migrations =
    [
        """
        CREATE TABLE song (id INTEGER PRIMARY KEY, title TEXT NOT NULL, popularity REAL, duration_ms INTEGER, album TEXT);
        CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE song_artist (song INTEGER NOT NULL, position INTEGER NOT NULL, artist INTEGER NOT NULL, PRIMARY KEY (song, position)) WITHOUT ROWID;
        CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE playlist (ordinal INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, creator INTEGER, created INTEGER,
            play_count INTEGER, subscriber_count INTEGER, comment_count INTEGER, share_count INTEGER, tags TEXT);
        CREATE INDEX playlist_creator ON playlist (creator);
        CREATE TABLE playlist_song (playlist INTEGER NOT NULL, position INTEGER NOT NULL, song INTEGER NOT NULL, PRIMARY KEY (playlist, position)) WITHOUT ROWID;
        CREATE TABLE subscription (user INTEGER NOT NULL, playlist INTEGER NOT NULL, PRIMARY KEY (user, playlist)) WITHOUT ROWID;
        CREATE INDEX subscription_playlist ON subscription (playlist);
        CREATE TABLE play (user INTEGER NOT NULL, song INTEGER NOT NULL, count REAL NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (user, song)) WITHOUT ROWID;
        CREATE TABLE comment (id INTEGER PRIMARY KEY, song INTEGER NOT NULL, user INTEGER NOT NULL, text TEXT NOT NULL, written INTEGER, like_count INTEGER);
        CREATE INDEX comment_user ON comment (user);
        CREATE TABLE lyric (song INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE follow (follower INTEGER NOT NULL, followed INTEGER NOT NULL, PRIMARY KEY (follower, followed)) WITHOUT ROWID;
        CREATE INDEX follow_followed ON follow (followed);
        CREATE TABLE external_id (kind TEXT NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (kind, source, key)) WITHOUT ROWID;
        CREATE INDEX external_id_id ON external_id (kind, id);
        CREATE TABLE minted (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE checkpoint (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """,

        // The frontier. Times are Unix milliseconds. crawl_total contains the counts, maintained by triggers, because counting
        // the rows takes too long.
        """
        CREATE TABLE song_original (song INTEGER NOT NULL, position INTEGER NOT NULL, artist INTEGER NOT NULL, PRIMARY KEY (song, position)) WITHOUT ROWID;
        CREATE TABLE crawl_item (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL, priority INTEGER NOT NULL, depth INTEGER NOT NULL, owner INTEGER,
            due INTEGER, token INTEGER, leased_until INTEGER, attempts INTEGER NOT NULL DEFAULT 0, cursor TEXT, hash TEXT, interval INTEGER, problem TEXT, UNIQUE (kind, key));
        CREATE INDEX crawl_item_todo ON crawl_item (kind, priority, id) WHERE state <= 1;
        CREATE INDEX crawl_item_due ON crawl_item (due) WHERE state > 0;
        CREATE INDEX crawl_item_failed ON crawl_item (due DESC, id) WHERE state = 4;
        CREATE INDEX crawl_item_leased ON crawl_item (token, leased_until) WHERE token IS NOT NULL;
        CREATE INDEX crawl_item_owner ON crawl_item (owner) WHERE owner IS NOT NULL;
        CREATE TABLE crawl_total (kind TEXT NOT NULL, state INTEGER NOT NULL, items INTEGER NOT NULL, PRIMARY KEY (kind, state)) WITHOUT ROWID;
        CREATE TRIGGER crawl_item_added AFTER INSERT ON crawl_item BEGIN
            INSERT INTO crawl_total VALUES (new.kind, new.state, 1) ON CONFLICT (kind, state) DO UPDATE SET items = items + 1;
        END;
        CREATE TRIGGER crawl_item_moved AFTER UPDATE OF state ON crawl_item WHEN old.state <> new.state BEGIN
            UPDATE crawl_total SET items = items - 1 WHERE kind = old.kind AND state = old.state;
            INSERT INTO crawl_total VALUES (new.kind, new.state, 1) ON CONFLICT (kind, state) DO UPDATE SET items = items + 1;
        END;
        CREATE TRIGGER crawl_item_removed AFTER DELETE ON crawl_item BEGIN
            UPDATE crawl_total SET items = items - 1 WHERE kind = old.kind AND state = old.state;
        END;
        CREATE TABLE forgotten_user (pseudonym INTEGER PRIMARY KEY);
        CREATE TABLE forgotten_item (hash INTEGER PRIMARY KEY);
        """,
    ];
}
