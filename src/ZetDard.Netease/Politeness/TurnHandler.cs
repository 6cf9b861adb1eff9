namespace ZetDard.Netease;

/// <summary>Makes every request of the client wait its turn: nothing leaves past the budget. Calls have theirs already; what is left are downloads.</summary>
internal sealed class TurnHandler(RequestBudget budget) : DelegatingHandler
{
    /// <summary>Set on a request that has its turn.</summary>
    internal static readonly HttpRequestOptionsKey<bool> HasTurn = new("ZetDard.Netease.HasTurn");

    /// <summary>Called once a request leaves: a time-out must not count the wait for its turn.</summary>
    internal static readonly HttpRequestOptionsKey<Action> Leaving = new("ZetDard.Netease.Leaving");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(HasTurn, out var hasTurn) && hasTurn)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var turn = await budget.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        NeteaseCaller.ThrowIfRefused(turn, "download");
        if (request.Options.TryGetValue(Leaving, out var leaving))
        {
            leaving();
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
