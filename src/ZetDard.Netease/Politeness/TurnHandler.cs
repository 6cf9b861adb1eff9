namespace ZetDard.Netease;

/// <summary>Makes every request of the client wait its turn: nothing leaves past the budget. Calls have theirs already; what is left are downloads.</summary>
internal sealed class TurnHandler(RequestBudget budget) : DelegatingHandler
{
    /// <summary>Set on a request that has its turn.</summary>
    internal static readonly HttpRequestOptionsKey<bool> HasTurn = new("ZetDard.Netease.HasTurn");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(HasTurn, out var hasTurn) && hasTurn)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var turn = await budget.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        NeteaseCaller.ThrowIfRefused(turn, "download");
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
