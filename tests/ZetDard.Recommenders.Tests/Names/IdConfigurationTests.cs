using Microsoft.Extensions.Configuration;

namespace ZetDard.Recommenders.Tests.Names;

public sealed class IdConfigurationTests
{
    [Fact]
    public void A_configuration_holds_ids_and_lists_of_ids()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Owner"] = "7",
            ["Banned:0"] = "42",
            ["Banned:1"] = " -43 ",
        }).Build();
        var settings = configuration.Get<Settings>()!;
        Assert.Equal(new UserId(7), settings.Owner);
        Assert.Equal([new SongId(42), new SongId(-43)], settings.Banned);
    }

    [Fact]
    public void A_text_that_is_no_id_is_an_error_that_shows_it()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Owner"] = "seven" }).Build();
        var error = Assert.Throws<InvalidOperationException>(() => configuration.Get<Settings>());
        Assert.Contains("'seven'", error.InnerException!.Message, StringComparison.Ordinal);
    }

    private sealed class Settings
    {
        public UserId Owner { get; set; }

        public List<SongId> Banned { get; set; } = [];
    }
}
