using System.Diagnostics;
using System.Text.Json.Nodes;

// Asks the site 20,000 times over 8 connections while both recommenders are fitted anew all the time. Every answer must be a
// full list with titles.
const int Requests = 20_000, Connections = 8, Users = 2_000, Songs = 1_000;
var random = new Random(1);
File.WriteAllLines("plays.csv", ["user,song,artist", .. Enumerable.Range(0, Users * 20).Select(row =>
{
    var (user, song) = (row / 20, Math.Min(random.Next(Songs), random.Next(Songs)));
    return $"{user},title of {song},artist of {song % 100}";
})]);
await using var app = Site.Build([.. args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
await app.StartAsync();
using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections + 1 }) { BaseAddress = new(app.Urls.First()) };

var (asked, failed, refits, watch) = (0, 0, 0, Stopwatch.StartNew());
using var done = new CancellationTokenSource();
var refitting = Task.Run(async () =>
{
    for (; !done.IsCancellationRequested; refits++)
    {
        (await client.PostAsync($"/refit/{"ab"[refits % 2]}", content: null)).EnsureSuccessStatusCode();
    }
});
await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
{
    for (int number; (number = Interlocked.Increment(ref asked)) <= Requests;)
    {
        using var answer = await client.GetAsync($"/{"ab"[number % 2]}/{number % Users}");
        var list = answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray() : [];
        if (list.Count != 10 || list.Any(song => !$"{song!["title"]}".StartsWith("title of ", StringComparison.Ordinal) || song["artists"]!.AsArray().Count == 0))
        {
            Interlocked.Increment(ref failed);
        }
    }
})));
await done.CancelAsync();
await refitting;
Console.WriteLine($"{Requests} requests, {failed} failed, {refits} refits, {Requests / watch.Elapsed.TotalSeconds:F0} requests/s, health {await client.GetStringAsync("/health")}");
await app.StopAsync();
return failed == 0 && refits > 0 ? 0 : 1;
