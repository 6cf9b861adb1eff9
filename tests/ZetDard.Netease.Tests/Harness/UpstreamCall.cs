using System.Text.Json.Nodes;

namespace ZetDard.Netease.Tests.Harness;

/// <summary>A request that the fake of the service received.</summary>
/// <param name="Mode">weapi, eapi, linuxapi or api.</param>
/// <param name="Uri">The path, such as <c>/api/v3/song/detail</c>.</param>
/// <param name="Data">The parameters, decrypted.</param>
/// <param name="Cookie">The Cookie header.</param>
/// <param name="Ip">The X-Real-IP header.</param>
public sealed record UpstreamCall(string Mode, string Uri, JsonObject Data, string? Cookie = null, string? Ip = null);
