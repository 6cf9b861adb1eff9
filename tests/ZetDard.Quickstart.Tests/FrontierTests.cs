using System.Globalization;
using Quickstart;

namespace ZetDard.Quickstart.Tests;

public sealed class FrontierTests
{
    // Each report is 'done/known' things.
    [Theory]
    [InlineData("50/100", "Crawl: 50 % of what is known so far, at least 5 s left; 50 requests, 10 a second")]
    [InlineData("50/100 120/200", "Crawl: 60 % of what is known so far, at least 8 s left; 120 requests, 10 a second")]
    [InlineData("120/200 138/200", "Crawl: 69 % of what is known so far, at least 7 s left; 138 requests, 10 a second")]
    [InlineData("120/200 138/200 140/200", "Crawl: 70 %, 6 s left; 140 requests, 10 a second")]
    [InlineData("120/199 140/199 142/200", "Crawl: 71 % of what is known so far, at least 6 s left; 142 requests, 10 a second")]
    [InlineData("100/100", "Crawl: 100 %, 0 s left; 100 requests, 10 a second")]
    public void Measure_tells_the_remaining_time_once_nothing_new_is_found_for_a_while(string reports, string expected)
    {
        var frontier = new Frontier();
        var last = default(StepProgress);
        foreach (var report in reports.Split(' '))
        {
            var numbers = report.Split('/').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var (done, known) = (numbers[0], numbers[1]);
            var remaining = TimeSpan.FromSeconds((known - done) / 10.0);
            last = frontier.Measure(new(done, known, [], Requests: done, RequestsPerSecond: 10, remaining));
        }

        Assert.Equal(expected, last.InWords("Crawl", TimeSpan.FromMinutes(1)));
    }
}
