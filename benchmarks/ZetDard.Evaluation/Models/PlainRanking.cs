using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The ranking of the oracles: everything is scored and sorted.</summary>
internal static class PlainRanking
{
    /// <summary>The N best of the items with a score, the known ones left out, ties by ascending index.</summary>
    public static IReadOnlyList<Recommendation<TItem>> Top<TItem>(
        RecommendationRequest<TItem> request,
        Vocabulary<TItem> items,
        double?[] scores,
        IEnumerable<int> known
    )
        where TItem : struct, IId<TItem>
    {
        var left = request.KeepKnown ? [] : known.ToHashSet();
        return
        [
            .. Enumerable
                .Range(0, items.Count)
                .Where(item => scores[item] is not null && !left.Contains(item) && request.Admits(items[item]))
                .OrderByDescending(item => scores[item])
                .ThenBy(item => item)
                .Take(request.N)
                .Select(item => new Recommendation<TItem>(items[item], (float)scores[item]!.Value)),
        ];
    }
}
