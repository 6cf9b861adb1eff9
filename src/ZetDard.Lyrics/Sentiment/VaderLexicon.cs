using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ZetDard.Lyrics;

/// <summary>The lexicon of VADER: the mean valences of 7,520 words and emoticons, and its intensifiers, negations and idioms.</summary>
/// <remarks>
/// Source: C.J. Hutto and E. Gilbert, VADER (ICWSM 2014); lexicon and word lists MIT, see licenses/NOTICE.txt. Loaded at first use, about 1
/// MB.
/// </remarks>
internal static class VaderLexicon
{
    private const double Increase = 0.293;      // mean effect of an intensifier on the raters' valence (paper, section 3.3)

    private static readonly Lazy<Dictionary<string, double>> Lazy = new(Load);

    /// <summary>The mean valences of words in lower case, −4 … 4.</summary>
    public static Dictionary<string, double> Valences => Lazy.Value;

    /// <summary>By how much a word strengthens the word after it; negative for words that weaken it.</summary>
    public static Dictionary<string, double> Intensifiers { get; } = Strengths();

    public static HashSet<string> Negations { get; } = Words(
        """
        aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither
        don't hadn't hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent
        oughtn't shan't shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite
        """);

    /// <summary>Phrases whose valence does not follow from their words.</summary>
    public static Dictionary<string, double> Idioms { get; } = new(StringComparer.Ordinal)
    {
        ["the shit"] = 3,
        ["the bomb"] = 3,
        ["bad ass"] = 1.5,
        ["badass"] = 1.5,
        ["bus stop"] = 0,
        ["yeah right"] = -2,
        ["kiss of death"] = -1.5,
        ["to die for"] = 3,
        ["beating heart"] = 3.1,
        ["broken heart"] = -2.9,
    };

    /// <summary>
    /// Phrases of affection, whose first word is rated as negative but does not count in them. They are not part of VADER.
    /// </summary>
    public static HashSet<string> Affection { get; } = new(StringComparer.Ordinal)
    {
        "miss you", "missed you", "missing you", "crazy about", "crazy for", "die for you",
    };

    private static HashSet<string> Words(string list) =>
        new(list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static Dictionary<string, double> Strengths()
    {
        var strengths = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in Words(
            """
            absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously entirely especially exceptional exceptionally
            extreme extremely fabulously flipping flippin frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely
            incredible incredibly intensely major majorly more most particularly purely quite really remarkably so substantially thoroughly total totally
            tremendous tremendously uber unbelievably unusually utter utterly very
            """))
        {
            strengths.Add(word, Increase);
        }

        foreach (var word in (string[])[.. Words(
            """
            almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly scarce scarcely slight slightly somewhat
            sorta sortof sort-of
            """), "just enough", "kind of", "sort of"])
        {
            strengths.Add(word, -Increase);
        }

        return strengths;
    }

    private static Dictionary<string, double> Load()
    {
        var resource = typeof(VaderLexicon).Assembly.GetManifestResourceStream("vader_lexicon.tsv.gz")!;
        using var stream = new GZipStream(resource, CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var valences = new Dictionary<string, double>(7600, StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            valences[line[..tab]] = double.Parse(line.AsSpan(tab + 1), NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return valences;
    }
}
