namespace ZetDard.Recommenders.Tests.Reasons;

public sealed class ReasonExtensionsTests
{
    private static readonly NameTable Names = NameTable.Empty.With<SongId>([
        (new(1), "Sunny"),
        (new(2), "Hello, Goodbye"),
        (new(3), "Salt and Pepper"),
        (new(4), "Sandstorm"),
        (new(5), "Wait; Stop"),
        (new(6), "晴天，雨天"),
    ]);

    [Fact]
    public void Names_that_hold_a_separator_stand_in_quotation_marks()
    {
        Assert.Equal("Sunny", Of(1).InWords(Names.NameOf));
        Assert.Equal("Sunny and \"Hello, Goodbye\"", Of(1, 2).InWords(Names.NameOf));
        Assert.Equal(
            "\"Hello, Goodbye\", \"Salt and Pepper\", Sandstorm, \"Wait; Stop\" and 晴天，雨天",
            Of(2, 3, 4, 5, 6).InWords(Names.NameOf)
        );
        Assert.Equal("", Reason.None.InWords(Names.NameOf));
    }

    [Fact]
    public void Counts_name_what_they_count_as_the_list_does()
    {
        var reason = new Reason([
            Contribution.Of(new SongId(2), 0.6f, new Support(14, 22)),
            Contribution.Of(new SongId(1), 0.4f, new Support(1, 9)),
        ]);
        Assert.Equal("\"Hello, Goodbye\" and Sunny; 14 of the 22 who have \"Hello, Goodbye\" also have it", reason.InWords(Names.NameOf));
        Assert.Equal(
            "the one other listener of Sunny also has it",
            Contribution.Of(new SongId(1), 1, new Support(1, 1)).SupportInWords("Sunny")
        );
        Assert.Null(Contribution.Of(new UserId(1), 1, new Support(1, 1)).SupportInWords("me"));
        Assert.Null(Contribution.Of(new SongId(1), 1).SupportInWords("Sunny"));
    }

    private static Reason Of(params long[] songs) => new(songs.Select(song => Contribution.Of(new SongId(song), 1f / songs.Length)));
}
