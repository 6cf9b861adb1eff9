using System.Globalization;
using System.Text;
using CsCheck;
using ZetDard.Netease.Tests.Wire;

namespace ZetDard.Netease.Tests.Paging;

/// <summary>Listings of services that give wrong answers, repeat rows, limit pages and end early.</summary>
public sealed class PagingTests
{
    /// <summary>A service with a list of ids.</summary>
    /// <param name="Ids">The ids, in order.</param>
    /// <param name="MaxRows">The maximum number of rows in a page, whatever is requested.</param>
    /// <param name="More">What the service says about further pages: always true, always false, the truth, or nothing.</param>
    /// <param name="Overlap">The number of rows of the previous page that each page repeats.</param>
    private sealed record Listing(IReadOnlyList<long> Ids, int MaxRows = 100, string More = "truth", int Overlap = 0)
    {
        public string Page(NeteaseCall call)
        {
            var offset = Math.Max((int)call.Values["offset"] - Overlap, 0);
            var limit = Math.Min((int)call.Values["limit"], MaxRows);
            var rows = Ids.Skip(offset).Take(limit).ToList();
            return Body(
                rows,
                More switch
                {
                    "always" => true,
                    "never" => false,
                    "truth" => offset + rows.Count < Ids.Count,
                    _ => null,
                }
            );
        }

        public static string Body(IEnumerable<long> ids, bool? more)
        {
            var body = new StringBuilder("{\"code\":200,\"follow\":[");
            body.AppendJoin(',', ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"{{\"userId\":{id},\"nickname\":\"n\"}}")));
            body.Append(']');
            if (more is { } word)
                body.Append(",\"more\":").Append(word ? "true" : "false");
            return body.Append('}').ToString();
        }
    }

    private static List<long> Range(int count) => [.. Enumerable.Range(1, count).Select(id => (long)id)];

    private static async Task<(List<long> Ids, int Requests)> ReadAsync(Func<NeteaseCall, string> service)
    {
        var caller = new ScriptedCaller(service);
        var users = await TestClient.Over(caller).GetFollows(7).ToListAsync();
        return ([.. users.Select(user => user.Id)], caller.Calls.Count);
    }

    // Every row is returned once and in order, whatever the service says about further pages, however few rows a page has, and
    // however pages overlap.
    // A service that says "never" may end a listing at a page shorter than requested, so its pages are full here.
    [Fact]
    public async Task A_cursor_with_an_offset_that_no_listing_has_is_refused()
    {
        var client = TestClient.Over(_ => """{"code":200,"more":true,"follow":[{"userId":1}]}""");
        Assert.Single(
            await client
                .GetFollows(7)
                .AsPages(new PageCursor(int.MaxValue - 1_000_000), TestContext.Current.CancellationToken)
                .ToListAsync()
        );
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            client.GetFollows(7).AsPages(new PageCursor(int.MaxValue), TestContext.Current.CancellationToken).ToListAsync()
        );
    }

    [Fact]
    public void Listing_gives_every_row_once_whatever_the_service_says() =>
        Gen.Select(Gen.Int[0, 450], Gen.Int[30, 100], Gen.OneOf("always", "truth", "silent", "never"), Gen.Int[0, 20])
            .Sample(
                (count, maxRows, more, overlap) =>
                {
                    var listing = new Listing(Range(count), more == "never" ? 100 : maxRows, more, overlap);
                    var (ids, _) = ReadAsync(listing.Page).GetAwaiter().GetResult();
                    return ids.SequenceEqual(listing.Ids);
                },
                iter: 500,
                threads: 1
            );

    // A listing continues after the cursor of any page, stored as text, without repeating or missing a row.
    [Fact]
    public void Listing_resumed_from_any_cursor_gives_the_same_rest() =>
        Gen.Select(Gen.Int[0, 450], Gen.Int[30, 100], Gen.OneOf("always", "truth", "silent"))
            .Sample(
                (count, maxRows, more) =>
                {
                    var listing = new Listing(Range(count), maxRows, more);
                    var client = TestClient.Over(listing.Page);
                    var pages = client
                        .GetFollows(7)
                        .AsPages(cancellationToken: TestContext.Current.CancellationToken)
                        .ToListAsync()
                        .GetAwaiter()
                        .GetResult();
                    return pages
                        .Select((page, index) => (page.Next, index))
                        .Where(pair => pair.Next is not null)
                        .All(pair =>
                        {
                            var rest = client
                                .GetFollows(7)
                                .AsPages(PageCursor.Parse(pair.Next!.ToString()), TestContext.Current.CancellationToken)
                                .ToListAsync()
                                .GetAwaiter()
                                .GetResult();
                            return rest.SelectMany(page => page.Items.Select(user => user.Id))
                                .SequenceEqual(pages.Skip(pair.index + 1).SelectMany(page => page.Items.Select(user => user.Id)));
                        });
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public async Task Listing_asks_for_a_page_only_when_it_is_needed()
    {
        var caller = new ScriptedCaller(new Listing(Range(450)).Page);
        var taken = 0;
        await foreach (var _ in TestClient.Over(caller).GetFollows(7).WithCancellation(TestContext.Current.CancellationToken))
            if (++taken == 150)
                break;
        Assert.Equal(2, caller.Calls.Count);
    }

    [Fact]
    public async Task Listing_ends_without_another_request_when_page_and_word_agree()
    {
        var (ids, requests) = await ReadAsync(new Listing(Range(130)).Page);
        Assert.Equal((130, 2), (ids.Count, requests));
    }

    [Fact]
    public async Task Listing_asks_again_when_the_word_alone_says_that_it_is_the_end()
    {
        var (ids, requests) = await ReadAsync(new Listing(Range(250), More: "never").Page);
        Assert.Equal((250, 3), (ids.Count, requests));
    }

    [Fact]
    public async Task Listing_ends_when_the_same_page_comes_again()
    {
        var (ids, requests) = await ReadAsync(_ => Listing.Body(Range(100), true));
        Assert.Equal((100, 2), (ids.Count, requests));
    }

    // Followers beyond the cap: the service repeats the last row again and again.
    [Fact]
    public async Task Listing_ends_when_one_row_is_repeated_for_ever()
    {
        var listing = new Listing(Range(230));
        var (ids, requests) = await ReadAsync(call => (int)call.Values["offset"] < 230 ? listing.Page(call) : Listing.Body([230], true));
        Assert.Equal(230, ids.Count);
        Assert.InRange(requests, 3, 4);
    }

    [Fact]
    public async Task Listing_resumed_before_a_repeated_page_ends()
    {
        var client = TestClient.Over(_ => Listing.Body(Range(100), true));
        var first = (await client.GetFollows(7).AsPages(cancellationToken: TestContext.Current.CancellationToken).ToListAsync())[0];
        var rest = await client.GetFollows(7).AsPages(first.Next, TestContext.Current.CancellationToken).ToListAsync();
        var last = Assert.Single(rest);
        Assert.Empty(last.Items);
        Assert.Null(last.Next);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(100), InlineData(250)]
    public async Task Listing_has_one_last_page(int count)
    {
        var pages = await TestClient
            .Over(new Listing(Range(count)).Page)
            .GetFollows(7)
            .AsPages(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync();
        Assert.All(pages.SkipLast(1), page => Assert.NotNull(page.Next));
        Assert.Null(pages[^1].Next);
    }

    [Fact]
    public async Task Listing_of_rows_without_ids_ends()
    {
        var (ids, requests) = await ReadAsync(_ => """{"code":200,"follow":[{"nickname":"x"},{"nickname":"y"}],"more":true}""");
        Assert.Equal((0, 1), (ids.Count, requests));
    }

    // For the session's own account the service ignores the limit and returns everything at once.
    [Fact]
    public async Task Listing_takes_more_rows_than_it_asked_for()
    {
        var caller = new ScriptedCaller(_ =>
            $$"""{"code":200,"more":false,"playlist":[{{string.Join(',', Range(230).Select(id => $$"""{"id":{{id}},"name":"x"}"""))}}]}"""
        );
        var lists = await TestClient.Over(caller).GetUserPlaylists(7).ToListAsync();
        Assert.Equal(Range(230), lists.Select(list => list.Id));
        Assert.InRange(caller.Calls.Count, 1, 2);
    }

    [Fact]
    public async Task Search_asks_no_page_beyond_the_cap()
    {
        var caller = new ScriptedCaller(call =>
        {
            var offset = (int)call.Values["offset"];
            var rows = string.Join(',', Enumerable.Range(offset + 1, (int)call.Values["limit"]).Select(id => $$"""{"userId":{{id}} }"""));
            return $$"""{"code":200,"result":{"userprofileCount":5000,"userprofiles":[{{rows}}]} }""";
        });
        var client = TestClient.Over(caller);
        Assert.Equal(600, (await client.SearchUsers("小明").ToListAsync()).Count);
        Assert.Equal(6, caller.Calls.Count);
        Assert.All(caller.Calls, call => Assert.True((int)call.Values["offset"] + (int)call.Values["limit"] <= 600));
        var beyond = await client.SearchUsers("小明").AsPages(new PageCursor(600), TestContext.Current.CancellationToken).ToListAsync();
        Assert.Null(Assert.Single(beyond).Next);
        Assert.Equal(6, caller.Calls.Count);
    }

    [Fact]
    public async Task Search_without_hits_is_empty() =>
        Assert.Empty(await TestClient.Over(_ => """{"code":200,"result":{"userprofileCount":0}}""").SearchUsers("nobody").ToListAsync());

    [Fact]
    public async Task Page_tells_the_total_by_the_word_of_the_service()
    {
        var pages = await TestClient
            .Over(_ => """{"code":200,"songs":[{"id":1,"name":"x"}],"total":1,"more":false}""")
            .GetArtistSongs(6452)
            .AsPages(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync();
        Assert.Equal(1, Assert.Single(pages).Total);
    }

    [Fact]
    public async Task Cancelled_listing_asks_nothing()
    {
        var caller = new ScriptedCaller(new Listing(Range(450)).Page);
        using var cancelled = new CancellationTokenSource();
        var read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in TestClient.Over(caller).GetFollows(7).AsPages(cancellationToken: cancelled.Token))
            {
                read++;
                await cancelled.CancelAsync();
            }
        });
        Assert.Equal((1, 1), (read, caller.Calls.Count));
    }

    [Fact]
    public void Cursor_of_another_listing_is_refused()
    {
        var client = TestClient.Over(_ => throw new InvalidOperationException("nothing is asked"));
        var e = Assert.Throws<ArgumentException>(() =>
            client.GetFollows(7).AsPages(new PageCursor(1000, "1600000000000"), TestContext.Current.CancellationToken)
        );
        Assert.StartsWith(
            "The cursor '1000/0/1600000000000' does not belong to follows, which pages by offset only. Pass a cursor from the same method.",
            e.Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() =>
            client.GetComments(NeteaseThread.Song, 1).AsPages(new PageCursor(0, "yesterday"), TestContext.Current.CancellationToken)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            client.GetFollows(7).AsPages(new PageCursor(-1), TestContext.Current.CancellationToken)
        );
    }

    /// <summary>
    /// Comments as the service pages them: newest first, by offset up to 1,000 (beyond it repeats a page), or before a time.
    /// </summary>
    private static Func<NeteaseCall, string> CommentService(int count, string before = "strictly") =>
        call =>
        {
            var offset = (int)call.Values["offset"];
            var time = call.Values.TryGetValue("before", out var given) ? (long)given : 0;
            var all = Enumerable.Range(1, count).Select(number => (Id: (long)number, Time: 1_700_000_000_000 - (number * 1000L)));
            var rows =
                time > 0
                    ? all.Where(row => before == "strictly" ? row.Time < time : row.Time <= time).Skip(offset)
                    : all.Skip(offset >= 1000 ? 900 : offset);
            var page = rows.Take((int)call.Values["limit"])
                .Select(row => $$"""{"commentId":{{row.Id}},"user":{"userId":5},"content":"c","time":{{row.Time}}}""");
            return $$"""{"code":200,"total":{{count}},"more":true,"comments":[{{string.Join(',', page)}}]}""";
        };

    [Theory]
    [
        InlineData(0, "strictly"),
        InlineData(99, "strictly"),
        InlineData(1000, "strictly"),
        InlineData(1001, "strictly"),
        InlineData(2345, "strictly")
    ]
    [InlineData(1000, "or at"), InlineData(2345, "or at")]
    public async Task Comments_go_on_by_time_beyond_the_cap(int count, string before)
    {
        var caller = new ScriptedCaller(CommentService(count, before));
        var comments = await TestClient.Over(caller).GetComments(NeteaseThread.Song, 186016).ToListAsync();
        Assert.Equal(Range(count), comments.Select(comment => comment.Id));
        Assert.All(caller.Calls, call => Assert.True((int)call.Values["offset"] < 1000));
        Assert.All(caller.Calls.Skip(10), call => Assert.Equal(0, call.Values["offset"]));
    }

    [Fact]
    public async Task Comments_resumed_from_any_cursor_give_the_same_rest()
    {
        var client = TestClient.Over(CommentService(1_730));
        var pages = await client
            .GetComments(NeteaseThread.Song, 186016)
            .AsPages(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync();
        Assert.Contains(pages, page => page.Next?.Token is not null);
        for (var index = 0; index < pages.Count - 1; index++)
        {
            var rest = await client
                .GetComments(NeteaseThread.Song, 186016)
                .AsPages(PageCursor.Parse(pages[index].Next!.ToString()), TestContext.Current.CancellationToken)
                .ToListAsync();
            Assert.Equal(pages.Skip(index + 1).SelectMany(page => page.Items), rest.SelectMany(page => page.Items));
        }
    }

    // Rows are always new but all have the same time, so the listing cannot continue by time.
    [Fact]
    public async Task Comments_end_when_time_stands_still()
    {
        var next = 0;
        var caller = new ScriptedCaller(_ =>
        {
            var rows = string.Join(
                ',',
                Enumerable.Range(0, 100).Select(_ => $$"""{"commentId":{{++next}},"user":{"userId":5},"time":1600000000000}""")
            );
            return $$"""{"code":200,"more":true,"comments":[{{rows}}]}""";
        });
        Assert.Equal(1100, (await TestClient.Over(caller).GetComments(NeteaseThread.Song, 1).ToListAsync()).Count);
        Assert.Equal(11, caller.Calls.Count);
    }

    [Fact]
    public async Task Hot_comments_end_when_their_list_is_absent()
    {
        var first = string.Join(',', Range(15).Select(id => $$"""{"commentId":{{id}},"user":{"userId":5} }"""));
        var caller = new ScriptedCaller(call =>
            (int)call.Values["offset"] == 0
                ? $$"""{"code":200,"hasMore":true,"hotComments":[{{first}}]}"""
                : """{"code":200,"comments":[{"commentId":99,"user":{"userId":5}}]}"""
        );
        Assert.Equal(
            Range(15),
            (await TestClient.Over(caller).GetHotComments(NeteaseThread.Playlist, 2).ToListAsync()).Select(comment => comment.Id)
        );
    }
}
