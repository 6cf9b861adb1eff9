namespace ZetDard.Netease;

/// <summary>Stores the budget of one process in memory.</summary>
internal sealed class MemoryBudgetStore : IBudgetStore
{
    private readonly Lock _gate = new();
    private string? _state;

    public ValueTask UpdateAsync(Func<string?, string> change, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _state = change(_state);
        }

        return default;
    }
}
