using ZetDard.Recommenders;

namespace ZetDard.Catalog;

/// <summary>The deletion of everything about a user within one transaction.</summary>
internal sealed class UserDeletion(SqliteWriter writer)
{
    /// <summary>
    /// Deletes a user's rows under the user's id and pseudonym, whichever of the two is given. The deleted content is overwritten
    /// in the file.
    /// </summary>
    public void Delete(UserId user)
    {
        writer.Execute("PRAGMA secure_delete = ON");
        try
        {
            var frontier = new SqliteFrontier(writer);
            var pseudonyms = frontier.Pseudonyms();
            UserId[] ids = [.. user.Value < 0 ? IdsOf(user, pseudonyms) : [], user, pseudonyms.Of(user)];
            var names = ids.SelectMany(NamesOf).ToHashSet();
            foreach (var id in ids.Distinct())
            {
                DeleteRows(id);
            }

            frontier.Forget(user, names);
        }
        finally
        {
            _ = writer.TryExecute("PRAGMA secure_delete = OFF");
        }
    }

    // The id cannot be computed from its hash, so the hashes of all ids are compared.
    private List<UserId> IdsOf(UserId pseudonym, UserPseudonyms pseudonyms)
    {
        var ids = new List<UserId>();
        var all = writer.Prepare(
            """
            SELECT id FROM user WHERE id >= 0 UNION SELECT creator FROM playlist WHERE creator >= 0 UNION SELECT user FROM subscription WHERE user >= 0 UNION SELECT user FROM play WHERE user >= 0
            UNION SELECT user FROM comment WHERE user >= 0 UNION SELECT follower FROM follow WHERE follower >= 0 UNION SELECT followed FROM follow WHERE followed >= 0
            """);
        while (all.Step())
        {
            if (new UserId(all.Int64(0)) is var id && pseudonyms.Of(id) == pseudonym)
            {
                ids.Add(id);
            }
        }

        all.Reset();
        return ids;
    }

    private List<string> NamesOf(UserId user)
    {
        var names = new List<string>();
        var find = writer.Prepare(
            "SELECT name FROM user WHERE id = ?1 AND name <> '' UNION SELECT key FROM external_id WHERE kind = 'user' AND id = ?1")
            .Bind(1, user.Value);
        while (find.Step())
        {
            names.Add(find.Text(0));
        }

        find.Reset();
        return names;
    }

    private void DeleteRows(UserId user)
    {
        foreach (var sql in (ReadOnlySpan<string>)
        [
            "DELETE FROM playlist_song WHERE playlist IN (SELECT id FROM playlist WHERE creator = ?1)",
            "DELETE FROM subscription WHERE user = ?1 OR playlist IN (SELECT id FROM playlist WHERE creator = ?1)",
            "DELETE FROM external_id WHERE kind = 'playlist' AND id IN (SELECT id FROM playlist WHERE creator = ?1)",
            "DELETE FROM playlist WHERE creator = ?1",
            "DELETE FROM play WHERE user = ?1",
            "DELETE FROM comment WHERE user = ?1",
            "DELETE FROM follow WHERE follower = ?1 OR followed = ?1",
            "DELETE FROM external_id WHERE kind = 'user' AND id = ?1",
            "DELETE FROM user WHERE id = ?1",
        ])
        {
            writer.Prepare(sql).Bind(1, user.Value).Run();
        }
    }
}
