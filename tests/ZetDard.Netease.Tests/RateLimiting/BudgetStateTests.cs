using CsCheck;

namespace ZetDard.Netease.Tests.RateLimiting;

public sealed class BudgetStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Text_is_a_line_that_a_person_can_read_and_comes_back_whole()
    {
        var state = BudgetState
            .Parse(null, Now)
            .Reserve(3, TimeSpan.FromSeconds(1), out _)
            .SlowDown(TimeSpan.FromSeconds(20))
            .Block(TimeSpan.FromHours(6), NeteaseErrorKind.VerificationDemanded);
        Assert.Equal(
            "budget/1 asOf=2026-11-24T12:00:00.0000000Z next=2026-11-24T12:00:20.0000000Z day=2026-11-24 used=3 slowdown=2 slowedAt=2026-11-24T12:00:00.0000000Z "
                + "blockedUntil=2026-11-24T18:00:00.0000000Z blockedWhy=VerificationDemanded",
            state.ToString()
        );
        Assert.Equal(state, BudgetState.Parse(state.ToString(), Now));
    }

    [Fact]
    public void Parse_survives_any_text_and_gives_a_state_that_works() =>
        Gen.Select(
                Gen.String,
                Gen.OneOf([
                    .. new[]
                    {
                        "",
                        "next=",
                        "asOf=9999-12-31T23:59:59.9999999Z ",
                        "used=-5 ",
                        "slowdown=999 ",
                        "day=2099-01-01 ",
                        "next=0001-01-01T00:00:00.0000000Z ",
                    }.Select(Gen.Const),
                ])
            )
            .Sample(
                (noise, field) =>
                {
                    var state = BudgetState.Parse(field + noise, Now).Reserve(1, TimeSpan.FromSeconds(1), out var first);
                    return first >= Now
                        && first <= Now.AddDays(1)
                        && state.Used >= 1
                        && state.SlowdownNow is >= 1 and <= BudgetState.MaxSlowdown
                        && BudgetState.Parse(state.ToString(), Now) is not null;
                },
                iter: 10_000
            );

    [Theory]
    // of an older form, with nothing else
    [InlineData("blockedUntil=2026-11-24T18:00:00.0000000Z")]
    [InlineData("garbage next=soon  used=much blockedUntil=2026-11-24T18:00:00.0000000Z slowdown=x ===")]
    // written by a clock that was far ahead
    [InlineData("budget/9 asOf=9999-12-31T00:00:00.0000000Z blockedUntil=2026-11-24T18:00:00.0000000Z")]
    public void Parse_never_forgets_a_block_that_it_can_read(string text) =>
        Assert.Equal(Now.AddHours(6), BudgetState.Parse(text, Now).BlockedUntil);

    [Fact]
    public void A_clock_put_back_keeps_what_was_left_of_each_pause_and_stalls_nobody()
    {
        var state = BudgetState
            .Parse(null, Now)
            .Reserve(10, TimeSpan.FromSeconds(1), out _)
            .Block(TimeSpan.FromHours(1), NeteaseErrorKind.Blocked)
            .SlowDown(TimeSpan.FromSeconds(1));
        var later = BudgetState.Parse(state.ToString(), Now.AddYears(-3));
        Assert.Equal(TimeSpan.FromHours(1), later.BlockedUntil - later.AsOf);
        Assert.Equal(TimeSpan.FromSeconds(10), later.Next - later.AsOf);
        Assert.Equal((2, 10L), (later.SlowdownNow, later.Used));
        Assert.Equal(new(2023, 11, 24), later.Day);
    }

    [Fact]
    public void A_clock_that_jumps_ahead_gives_one_slot_now_and_the_next_as_far_off_as_ever()
    {
        var state = BudgetState.Parse(null, Now).Reserve(1, TimeSpan.FromSeconds(1), out _);
        var ahead = BudgetState
            .Parse(state.ToString(), Now.AddYears(3))
            .Reserve(1, TimeSpan.FromSeconds(1), out var first)
            .Reserve(1, TimeSpan.FromSeconds(1), out var second);
        Assert.Equal(Now.AddYears(3), first);
        Assert.Equal(first.AddSeconds(1), second);
        Assert.Equal(2, ahead.Used);
    }

    [Fact]
    public void A_clock_that_was_ahead_for_a_while_does_not_end_a_block()
    {
        var blocked = BudgetState.Parse(null, Now).Block(TimeSpan.FromHours(6), NeteaseErrorKind.Blocked).ToString();
        var ahead = BudgetState.Parse(blocked, Now.AddHours(10)).ToString();
        var back = BudgetState.Parse(ahead, Now.AddMinutes(5));
        Assert.Equal(Now.AddHours(6), back.BlockedUntil);
    }

    [Fact]
    public void Clocks_a_little_apart_do_not_move_the_slots()
    {
        var state = BudgetState.Parse(null, Now.AddSeconds(1.5)).Reserve(1, TimeSpan.FromSeconds(1), out _);
        BudgetState.Parse(state.ToString(), Now).Reserve(1, TimeSpan.FromSeconds(1), out var first);
        Assert.Equal(Now.AddSeconds(2.5), first);
    }

    [Fact]
    public void A_clock_put_back_by_half_a_minute_makes_no_wait_longer_and_hides_no_slow_down()
    {
        var state = BudgetState.Parse(null, Now).SlowDown(TimeSpan.FromSeconds(1)).Reserve(1, TimeSpan.FromSeconds(1), out _);
        for (var second = 0; second < 20; second++)
        {
            state = BudgetState.Parse(state.ToString(), Now.AddSeconds(second - 30));
            var asOf = state.AsOf;
            state = state.Reserve(1, TimeSpan.FromSeconds(1), out var first);
            Assert.InRange(first - asOf, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }

        Assert.True(state.SlowedAt < Now.AddSeconds(-29));
    }

    [Fact]
    public void A_slow_down_doubles_up_to_sixteen_and_halves_every_five_minutes()
    {
        var state = BudgetState.Parse(null, Now);
        int[] slowdowns = [.. Enumerable.Range(0, 6).Select(_ => (state = state.SlowDown(TimeSpan.Zero)).SlowdownNow)];
        Assert.Equal([2, 4, 8, 16, 16, 16], slowdowns);
        Assert.Equal(
            [16, 8, 4, 2, 1, 1],
            new[] { 4.9, 5, 10, 15, 20, 10_000 }.Select(minutes => BudgetState.Parse(state.ToString(), Now.AddMinutes(minutes)).SlowdownNow)
        );
    }

    [Fact]
    public void The_day_begins_anew_at_midnight_UTC()
    {
        var state = BudgetState.Parse(null, Now).Reserve(7, TimeSpan.FromSeconds(1), out _);
        // 17:00 UTC of the same day.
        Assert.Equal(7, BudgetState.Parse(state.ToString(), new(2026, 11, 25, 1, 0, 0, TimeSpan.FromHours(8))).Used);
        Assert.Equal(0, BudgetState.Parse(state.ToString(), new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero)).Used);
    }

    [Fact]
    public void A_shorter_block_does_not_end_a_longer_one()
    {
        var state = BudgetState
            .Parse(null, Now)
            .Block(TimeSpan.FromHours(6), NeteaseErrorKind.Blocked)
            .Block(TimeSpan.FromMinutes(1), NeteaseErrorKind.VerificationDemanded);
        Assert.Equal(Now.AddHours(6), state.BlockedUntil);
    }
}
