namespace ZetDard.Audio.Tests;

public sealed class PackageTests
{
    [Fact]
    public void Package_loads() => Assert.NotNull(System.Reflection.Assembly.Load("ZetDard.Audio"));
}
