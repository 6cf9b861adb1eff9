namespace ZetDard.Lyrics.Tests;

public sealed class EnglishSentimentTests
{
    private readonly EnglishSentiment _sentiment = new();

    // Oracle: the examples in the documentation of the reference program, version 3.3.2 (vaderSentiment, README: compound
    // scores to four digits).
    [Theory]
    [InlineData("VADER is smart, handsome, and funny.", .8316)]
    [InlineData("VADER is smart, handsome, and funny!", .8439)]
    [InlineData("VADER is very smart, handsome, and funny.", .8545)]
    [InlineData("VADER is VERY SMART, handsome, and FUNNY.", .9227)]
    [InlineData("VADER is VERY SMART, handsome, and FUNNY!!!", .9342)]
    [InlineData("VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", .9469)]
    [InlineData("VADER is not smart, handsome, nor funny.", -.7424)]
    [InlineData("The book was good.", .4404)]
    [InlineData("At least it isn't a horrible book.", .431)]
    [InlineData("The book was only kind of good.", .3832)]
    [InlineData("The plot was good, but the characters are uncompelling and the dialog is not great.", -.7042)]
    [InlineData("Today SUX!", -.5461)]
    [InlineData("Today only kinda sux! But I'll get by, lol", .5249)]
    [InlineData("Make sure you :) or :D today!", .8633)]
    [InlineData("Not bad at all", .431)]
    public void Score_is_the_documented_compound_on_the_documented_examples(string sentence, double compound) =>
        Assert.Equal(compound, _sentiment.Score(sentence), 4);

    // Oracle: by hand, x / √(x² + 15) of the lexicon's valences (good 1.9, doubt −1.5; both words of an idiom count, as in the
    // reference program).
    [Theory]
    [InlineData("good", 1.9)]
    [InlineData("The least good of all", 1.9 * -.74)]
    [InlineData("At least good of all", 1.9)]
    [InlineData("It was never this good", 1.9 * 1.25)]
    [InlineData("This is without any doubt good", 1.9 + (1.5 * .74))]
    [InlineData("It's good???", 1.9 + .54)]
    [InlineData("It’s not good", 1.9 * -.74)]
    [InlineData("It was GOOD", 1.9 + .733)]
    [InlineData("IT WAS GOOD", 1.9)]
    [InlineData("She was only a broken heart", -2.9 * 2)]
    [InlineData("I miss you", 0)]
    [InlineData("I would die for you", 0)]
    [InlineData("You are crazy", -1.4)]
    [InlineData("I can't stop loving you", (-1.2 * -.74) + 2.9)]
    [InlineData("never stop smiling", (-1.2 * -.74) + 2)]
    public void Score_follows_each_rule(string sentence, double sum) =>
        Assert.Equal(sum / Math.Sqrt((sum * sum) + 15), _sentiment.Score(sentence), 4);

    [Fact]
    public void Score_of_lines_is_the_mean_of_their_scores()
    {
        var (good, bad) = (_sentiment.Score("The book was good."), _sentiment.Score("Today SUX!"));
        Assert.Equal((good + bad + 0) / 3, _sentiment.Score("The book was good.\r\n\r\nToday SUX!\nof of\n  \n"), 12);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\u2028 ")]
    [InlineData("\uD800")]
    [InlineData("\u202E\u2066\u200F")]
    [InlineData("我的心")]
    [InlineData("<b></b>")]
    public void Score_is_neutral_when_there_is_no_word_to_judge_by(string text) => Assert.Equal(0, _sentiment.Score(text));

    [Theory]
    [InlineData("love ")]
    [InlineData("not ")]
    [InlineData("love\n")]
    [InlineData("no kind of ")]
    [InlineData("!?")]
    [InlineData("a\u0301\uD800")]
    public void Score_takes_a_megabyte(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        Assert.InRange(_sentiment.Score(text), -1, 1);      // quadratic time would take minutes
    }

    [Fact]
    public void Score_is_finite_on_10_000_mutated_texts() => Mutation.Run(
        ["VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", "Never was it this good, no doubt; but at least :) <br/> it’s “kind of” a broken heart\nthe bus stop"],
        10_000,
        text => Assert.InRange(_sentiment.Score(text), -1, 1));
}
