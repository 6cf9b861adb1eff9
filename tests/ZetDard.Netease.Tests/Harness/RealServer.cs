namespace ZetDard.Netease.Tests.Harness;

/// <summary>The tests with the real server run one after another, because the fake behind it has one log and one list of faults.</summary>
[CollectionDefinition(Name)]
public sealed class RealServer : ICollectionFixture<NodeHarness>
{
    public const string Name = "real server";
}
