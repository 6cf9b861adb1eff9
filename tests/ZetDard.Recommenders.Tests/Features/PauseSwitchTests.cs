namespace ZetDard.Recommenders.Tests.Features;

public sealed class PauseSwitchTests
{
    private readonly PauseSwitch _pause = new();

    [Fact]
    public async Task WaitAsync_waits_while_the_work_is_paused_and_no_longer()
    {
        Assert.True(_pause.WaitAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        _pause.Pause();
        _pause.Pause();
        var waits = Enumerable.Range(0, 3).Select(_ => _pause.WaitAsync(TestContext.Current.CancellationToken)).ToArray();
        Assert.True(_pause.IsPaused);
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);
        _pause.Resume(); // once is enough, however often it was paused
        _pause.Resume();
        Assert.False(_pause.IsPaused);
        await Task.WhenAll(waits);
        Assert.True(_pause.WaitAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_ends_when_it_is_cancelled_before_or_while_it_waits()
    {
        using var stop = new CancellationTokenSource();
        _pause.Pause();
        var wait = _pause.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.True(_pause.IsPaused);
        _pause.Resume();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _pause.WaitAsync(stop.Token));
    }

    // Many threads pause and resume; whoever waits goes on at the end, and no one waits while the work is not paused.
    [Fact]
    public async Task Pause_and_Resume_may_be_called_from_any_thread()
    {
        var calls = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(thread =>
                    Task.Run(
                        () =>
                        {
                            for (var i = 0; i < 2_000; i++)
                                if ((i + thread) % 2 == 0)
                                    _pause.Pause();
                                else
                                    _pause.Resume();
                        },
                        TestContext.Current.CancellationToken
                    )
                )
        );
        var waits = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            while (!calls.IsCompleted)
                                await _pause.WaitAsync(TestContext.Current.CancellationToken);
                        },
                        TestContext.Current.CancellationToken
                    )
                )
        );
        await calls;
        _pause.Resume();
        await waits;
    }
}
