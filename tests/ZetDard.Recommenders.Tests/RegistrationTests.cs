using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ZetDard.Recommenders.Tests;

public sealed class RegistrationTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void Same_registration_twice_is_one_and_another_key_is_a_second_configuration()
    {
        AddCounted("a").Configure(o => o.K = 3);
        AddCounted("a");
        AddCounted("b").Configure(o => o.K = 5);
        using var provider = _services.BuildServiceProvider();
        Assert.Equal(3, provider.GetComponent<Counted>("a").K);
        Assert.Equal(5, provider.GetComponent<Counted>("b").K);
        Assert.Single(_services, service => service.IsKeyedService && Equals(service.ServiceKey, "a"));
    }

    [Fact]
    public void One_key_with_two_makers_of_one_contract_is_an_error_that_names_both()
    {
        _services.AddZetDardComponent<IRecommenderTrainer<SongId>, KOptions, KValidator>("x", (_, options) => new KTrainer(options));
        var error = Assert.Throws<InvalidOperationException>(() => _services.AddZetDardPopularity<SongId>("x"));
        Assert.Equal(
            "The key 'x' names another IRecommenderTrainer<SongId> already (one with KOptions, this one has NoOptions). Give one of the two a key of its own, such as 'x-2'.",
            error.Message
        );

        _services.AddZetDardPopularity<ArtistId>("x"); // another contract
        _services.AddKeyedSingleton<IRecommenderTrainer<PlaylistId>>("x", (_, _) => new PopularityTrainer<PlaylistId>());
        Assert.Throws<InvalidOperationException>(() => _services.AddZetDardPopularity<PlaylistId>("x"));
    }

    [Fact]
    public void What_a_maker_captures_makes_it_another_one()
    {
        Add(1);
        AssertThrows<InvalidOperationException>("names another Counted already", () => Add(2));

        void Add(int k) => _services.AddZetDardComponent("x", _ => new Counted(new() { K = k }, []));
    }

    [Fact]
    public void Own_trainer_registers_in_one_line()
    {
        _services.AddZetDardTrainer("mine", Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions), "mine 1"));
        using var provider = _services.BuildServiceProvider();
        Assert.Equal("mine 1", provider.GetComponent<IRecommenderTrainer<SongId>>("mine").Description);
    }

    [Fact]
    public void Same_trainer_twice_is_one_and_another_trainer_is_an_error()
    {
        var trainer = Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions), "mine 1");
        _services.AddZetDardTrainer("mine", trainer);
        _services.AddZetDardTrainer("mine", trainer);
        Assert.Single(_services, service => service.IsKeyedService && Equals(service.ServiceKey, "mine"));
        var other = Trainer.From<SongId>(data => new PopularityRecommender<SongId>(data.Interactions), "mine 1");
        AssertThrows<InvalidOperationException>("names another IRecommenderTrainer<SongId>", () =>
            _services.AddZetDardTrainer("mine", other)
        );
    }

    [Fact]
    public void Same_registration_of_a_package_twice_is_one()
    {
        for (var time = 0; time < 2; time++)
        {
            _services.AddZetDardPopularity<SongId>();
            _services.AddZetDardLogisticRegression();
            _services.AddZetDardClassifierRecommender<SongId>();
            _services.AddZetDardFactors<SongId>();
        }

        Assert.Equal(4, _services.Count(service => service.IsKeyedService));
    }

    [Fact]
    public void Messages_print_the_elements_of_lists_and_numbers_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Configure(("A:K", "0"), ("A:Words:0", "one"), ("A:Words:1", "two"), ("A:Share", "0.5"));
            AddCounted("a").FromConfiguration("A");
            using var provider = _services.BuildServiceProvider();
            var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
            Assert.Contains(
                "KOptions { K = 0, Name = , Share = 0.5, Inner = InnerOptions { Depth = 1 }, Words = [one, two] }",
                error.Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Value_that_cannot_be_converted_does_not_hide_the_other_problems()
    {
        Configure(("A:K", "seven"), ("A:Nam", "x"), ("B:K", "0"), ("C:Inner:Depth", "2.5"));
        AddCounted("a").FromConfiguration("A");
        AddCounted("b").FromConfiguration("B");
        AddCounted("c").FromConfiguration("C");
        using var provider = _services.BuildServiceProvider();
        var error = Assert.Throws<AggregateException>(provider.GetRequiredService<IStartupValidator>().Validate);
        var messages = error.InnerExceptions.Select(e => e.Message).ToArray();
        Assert.Equal("A:K: 'seven' is not a valid Int32.; A: KOptions has no 'Nam'; the nearest name is 'Name'.", messages[0]);
        Assert.Contains("K must be between 1 and 9", messages[1], StringComparison.Ordinal);
        Assert.Equal("C:Inner:Depth: '2.5' is not a valid Int32.", messages[2]);
    }

    [Fact]
    public void Start_validates_every_configuration_and_makes_no_component()
    {
        var made = new List<Counted>();
        _services.AddSingleton(made);
        AddCounted("good");
        AddCounted("low").Configure(o => o.K = 0);
        AddCounted("high").Configure(o => o.K = 10);
        using var provider = _services.BuildServiceProvider();
        var error = Assert.Throws<AggregateException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal(
            [
                "KOptions 'low': K must be between 1 and 9. Given were KOptions { K = 0, Name = , Share = 0, Inner = InnerOptions { Depth = 1 }, Words = [] }.",
                "KOptions 'high': K must be between 1 and 9. Given were KOptions { K = 10, Name = , Share = 0, Inner = InnerOptions { Depth = 1 }, Words = [] }.",
            ],
            error.InnerExceptions.Select(e => e.Message)
        );
        Assert.Empty(made);

        // The same when nobody starts a host: at the first use.
        AssertThrows<OptionsValidationException>("KOptions 'low'", () => provider.GetComponent<Counted>("low"));
    }

    [Fact]
    public void Validator_that_throws_is_a_problem_of_its_configuration()
    {
        AddCounted("odd").Configure(o => o.K = -1);
        AddCounted("low").Configure(o => o.K = 0);
        using var provider = _services.BuildServiceProvider();
        var error = Assert.Throws<AggregateException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains(
            "KOptions 'odd': KValidator failed with InvalidTimeZoneException: no K.",
            error.InnerExceptions[0].Message,
            StringComparison.Ordinal
        );
        Assert.Contains("KOptions 'low'", error.InnerExceptions[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_that_throws_shows_its_cause_and_what_was_made_for_it_is_disposed()
    {
        _services.AddSingleton(new List<Counted>());
        AddCounted("part");
        _services.AddZetDardComponent<IRecommenderTrainer<SongId>>("whole", provider =>
            throw new FormatException($"no trainer with K {provider.GetComponent<Counted>("part").K}")
        );
        Counted part;
        using (var provider = _services.BuildServiceProvider())
        {
            var error = Assert.Throws<InvalidOperationException>(() => provider.GetComponent<IRecommenderTrainer<SongId>>("whole"));
            Assert.Equal("The IRecommenderTrainer<SongId> with the key 'whole' could not be made: no trainer with K 1", error.Message);
            Assert.IsType<FormatException>(error.InnerException);
            part = provider.GetComponent<Counted>("part");
        }

        Assert.Equal(1, part.DisposeCount);
    }

    [Fact]
    public void Two_formats_of_one_kind_are_an_error()
    {
        var format = PopularityRecommender<SongId>.FileFormat;
        _services.AddZetDardModelFormat(format).AddZetDardModelFormat(format);
        Assert.Single(_services);
        var other = new ModelFormat("popularity/song", reader => throw new NotSupportedException());
        AssertThrows<InvalidOperationException>("'popularity/song'", () => _services.AddZetDardModelFormat(other));
    }

    [Fact]
    public void Unknown_key_names_those_that_there_are()
    {
        AddCounted("a");
        AddCounted("b");
        using var provider = _services.BuildServiceProvider();
        AssertThrows<InvalidOperationException>(
            "No Counted has the key 'c'; registered are 'a', 'b'; the nearest is 'a'. Register it, or name another key.",
            () => provider.GetComponent<Counted>("c")
        );
        AssertThrows<InvalidOperationException>("none is registered", () => provider.GetComponent<IRecommenderTrainer<ArtistId>>("c"));
    }

    [Fact]
    public void FromConfiguration_takes_values_of_its_section_by_key()
    {
        Configure(("A:K", "7"), ("A:Inner:Depth", "2"), ("A:Words:0", "one"), ("b:k", "8"));
        AddCounted("a").FromConfiguration("A");
        AddCounted("b").FromConfiguration("B");
        AddCounted("none").FromConfiguration("None", isOptional: true);
        using var provider = _services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal([7, 8, 1], new[] { "a", "b", "none" }.Select(key => provider.GetComponent<Counted>(key).K));
        Assert.Equal(2, provider.GetRequiredService<IOptionsMonitor<KOptions>>().Get("a").Inner.Depth);
    }

    [Theory]
    [InlineData("R:A:Nam", "x", "R:A: KOptions has no 'Nam'; the nearest name is 'Name'.")]
    [InlineData("R:A:Inner:Dept", "1", "R:A:Inner: InnerOptions has no 'Dept'; the nearest name is 'Depth'.")]
    [InlineData("R:A:Zzzzzz", "1", "R:A: KOptions has no 'Zzzzzz'; it has 'K', 'Name', 'Share', 'Inner', 'Words'.")]
    [InlineData(
        "R:AA:K",
        "1",
        "The configuration has no section 'R:A' for KOptions 'a'; the nearest name is 'AA'. Add it, or call FromConfiguration with isOptional."
    )]
    [InlineData("R:A:K", "0", "KOptions 'a' (section R:A): K must be between 1 and 9.")]
    public void FromConfiguration_refuses_at_start_what_the_options_lack(string name, string value, string message)
    {
        Configure((name, value));
        AddCounted("a").FromConfiguration("R:A");
        using var provider = _services.BuildServiceProvider();
        AssertThrows<OptionsValidationException>(message, provider.GetRequiredService<IStartupValidator>().Validate);
    }

    private static void AssertThrows<TException>(string part, Action action)
        where TException : Exception => Assert.Contains(part, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);

    private OptionsBuilder<KOptions> AddCounted(string key) =>
        _services.AddZetDardComponent<Counted, KOptions, KValidator>(key, (provider, options) =>
            new Counted(options, provider.GetService<List<Counted>>() ?? [])
        );

    private void Configure(params (string Name, string Value)[] values) =>
        _services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)).Build()
        );

    public sealed record KOptions
    {
        [Range(1, 9)]
        public int K { get; set; } = 1;

        public string? Name { get; set; }

        public double Share { get; set; }

        public InnerOptions Inner { get; set; } = new();

        public IReadOnlyList<string> Words { get; set; } = [];
    }

    public sealed record InnerOptions
    {
        public int Depth { get; set; } = 1;
    }

    private sealed class KValidator : IValidateOptions<KOptions>
    {
        public ValidateOptionsResult Validate(string? name, KOptions options) =>
            options.K switch
            {
                -1 => throw new InvalidTimeZoneException("no K."),
                >= 1 and <= 9 => ValidateOptionsResult.Success,
                _ => ValidateOptionsResult.Fail("K must be between 1 and 9."),
            };
    }

    private sealed class Counted : IDisposable
    {
        public Counted(KOptions options, List<Counted> made)
        {
            K = options.K;
            made.Add(this);
        }

        public int K { get; }

        public int DisposeCount { get; private set; }

        public void Dispose() => DisposeCount++;
    }

    private sealed class KTrainer(KOptions options) : IRecommenderTrainer<SongId>
    {
        public string Description => $"k {options.K}";

        public Task<IRecommender<SongId>> FitAsync(
            TrainingData<SongId> data,
            IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellationToken = default
        ) => new PopularityTrainer<SongId>().FitAsync(data, progress, cancellationToken);
    }
}
