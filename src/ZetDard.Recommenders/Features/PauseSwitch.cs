namespace ZetDard.Recommenders;

/// <summary>Pauses long work and lets it go on. The caller keeps it and gives it to the work. Safe for concurrent use.</summary>
/// <remarks>
/// What is running when <see cref="Pause"/> is called is finished, and nothing new begins before <see cref="Resume"/> is called. Paused work
/// can be cancelled. One switch may be given to several works.
/// </remarks>
/// <example>
/// <code>
/// var pause = new PauseSwitch();
/// var extraction = music.ExtractAsync(new AudioFeatureExtractor(), new() { Pause = pause });
/// pause.Pause();          // somebody plays a game
/// pause.Resume();
/// var sound = await extraction;
/// </code>
/// </example>
public sealed class PauseSwitch
{
    private volatile TaskCompletionSource? _resumed;        // null while the work goes on

    /// <summary>Whether the work is paused. It may still be finishing what was running.</summary>
    public bool IsPaused => _resumed is not null;

    /// <summary>Pauses the work. Has no effect if it is paused.</summary>
    public void Pause() =>
        Interlocked.CompareExchange(ref _resumed, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Lets the work go on. Has no effect if it is not paused.</summary>
    public void Resume() => Interlocked.Exchange(ref _resumed, null)?.SetResult();

    /// <summary>Called by the work before it begins something: waits as long as the work is paused.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled, before or while it was paused.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_resumed is { } resumed)         // again, because it may have been paused again meanwhile
        {
            await resumed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
