namespace ZetDard.Lyrics.Tests.Features;

public sealed class TermReaderTests
{
    // Oracle: by hand; Chinese as jieba divides it, kana one by one, other scripts at blanks.
    [Fact]
    public void Words_of_every_script_stay_whole() =>
        Assert.Equal(
            ["café", "사랑해", "люблю", "我", "来到", "北京", "ア", "a1"],
            TermReader.Words("CAFÉ 사랑해, Люблю 我來到北京 ｱ A1", onlyHan: false));

    [Fact]
    public void Words_are_only_Chinese_where_asked_for() =>
        Assert.Equal(["我", "来到", "北京"], TermReader.Words("Hi 我來到 北京 사랑", onlyHan: true));
}
