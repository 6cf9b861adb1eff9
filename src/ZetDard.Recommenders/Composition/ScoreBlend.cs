using System.Numerics;
using System.Numerics.Tensors;

namespace ZetDard.Recommenders;

/// <summary>
/// The fast path of a blend whose parts can all score without lists: the same list as
/// <see cref="BlendRecommender{TItem}.RecommendByLists"/>, to the bit.
/// </summary>
internal sealed class ScoreBlend<TItem>
    where TItem : struct, IId<TItem>
{
    private readonly IItemScorer<TItem>[] _parts;
    private readonly double[] _weights;
    private readonly Vocabulary<TItem> _items;          // of all parts, by ascending id
    private readonly int[]?[] _places;                  // in _items of the items of a part; null where they are the same
    private readonly float _floor;

    private ScoreBlend(IItemScorer<TItem>[] parts, double[] weights)
    {
        (_parts, _weights) = (parts, weights);
        _items = IsAscending(parts[0].Items) && Array.TrueForAll(parts, part => AreSame(part.Items, parts[0].Items))
            ? parts[0].Items
            : new(parts.SelectMany(part => part.Items).Distinct().OrderBy(item => item.Value));
        _places = Array.ConvertAll(
            parts, part => AreSame(part.Items, _items) ? null : Array.ConvertAll(part.Items.Keys.ToArray(), _items.IndexOf));
        _floor = Array.TrueForAll(parts, part => part.Floor >= 0) ? 0 : float.NegativeInfinity;
    }

    /// <summary>The fast path of a blend; <see langword="null"/> where a part makes lists only.</summary>
    public static ScoreBlend<TItem>? Of(IReadOnlyList<IRecommender<TItem>> parts, double[] weights)
    {
        var scorers = parts.OfType<IItemScorer<TItem>>().ToArray();
        return scorers.Length == parts.Count ? new(scorers, weights) : null;
    }

    /// <inheritdoc cref="BlendRecommender{TItem}.RecommendByLists"/>
    public (IReadOnlyList<Recommendation<TItem>> Best, double[] Factors) Recommend(RecommendationRequest<TItem> request)
    {
        var (scores, factors) = (new ScoreBuffer?[_parts.Length], new double[_parts.Length]);
        using var blended = ScoreBuffer.Rent(_items.Count);
        try
        {
            for (var part = 0; part < _parts.Length; part++)
            {
                (scores[part], factors[part]) = Scores(part, request);
            }

            AddUp(scores!, factors, blended);
        }
        finally
        {
            foreach (var rented in scores)
            {
                rented?.Dispose();
            }
        }

        return (Ranking.Top(request, _items, blended, known: [], explain: null, _floor), factors);
    }

    private static bool IsAscending(Vocabulary<TItem> items)
    {
        for (var index = 1; index < items.Count; index++)
        {
            if (items[index - 1].Value >= items[index].Value)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(Vocabulary<TItem> left, Vocabulary<TItem> right) => left == right || left.Keys.SequenceEqual(right.Keys);

    // The scores of a part by index in _items, and what they are multiplied by.
    private (ScoreBuffer Scores, double Factor) Scores(int part, RecommendationRequest<TItem> request)
    {
        var scores = Score(_parts[part], request.IncludeCold ? request with { IncludeCold = false } : request);
        var best = BestOf(scores);
        if (request.IncludeCold)
        {
            scores.Dispose();
            scores = Score(_parts[part], request);
            best = best > LeftOut(_parts[part]) ? best : BestOf(scores);        // the best of the others, where there are any
        }

        return (_places[part] is not null ? Moved(scores, part) : scores, best > 0 ? _weights[part] / best : 0);
    }

    private static float BestOf(ScoreBuffer scores)
    {
        var best = float.NegativeInfinity;
        for (var word = 0; word < scores.WordCount; word++)
        {
            if (scores.IsTouched(word))
            {
                best = Math.Max(best, TensorPrimitives.Max(scores.Word(word)));
            }
        }

        return best;
    }

    // Scores of candidates are above 0, or above −∞ where the floor is below 0. What the listener knows is none, unless the request keeps
    // it.
    private static ScoreBuffer Score(IItemScorer<TItem> part, RecommendationRequest<TItem> request)
    {
        var scores = ScoreBuffer.Rent(part.Items.Count);
        try
        {
            var known = part.Score(request, scores);
            var leftOut = LeftOut(part);
            foreach (var item in request.KeepKnown ? [] : known)
            {
                if (scores.Values[item] > leftOut)
                {
                    scores.Scores[item] = leftOut;
                }
            }

            if (part.Floor < 0)
            {
                _ = scores.Span;        // an item without evidence is a candidate too
            }

            if (part.Floor != leftOut)
            {
                foreach (var (start, end) in scores.Touched)
                {
                    foreach (ref var score in scores.Scores[start..end])
                    {
                        score = score > part.Floor ? score : leftOut;
                    }
                }
            }

            return scores;
        }
        catch
        {
            scores.Dispose();
            throw;
        }
    }

    private static float LeftOut(IItemScorer<TItem> part) => part.Floor < 0 ? float.NegativeInfinity : 0;

    private ScoreBuffer Moved(ScoreBuffer scores, int part)
    {
        using var rented = scores;
        var (places, leftOut) = (_places[part]!, LeftOut(_parts[part]));
        var moved = ScoreBuffer.Rent(_items.Count);
        if (leftOut < 0)
        {
            moved.Span.Fill(leftOut);       // items that the part does not have
        }

        foreach (var (start, end) in scores.Touched)
        {
            for (var item = start; item < end; item++)
            {
                if (scores.Values[item] > leftOut)
                {
                    moved[places[item]] = scores.Values[item];
                }
            }
        }

        return moved;
    }

    private void AddUp(ScoreBuffer[] scores, double[] factors, ScoreBuffer blended)
    {
        var arrays = Array.ConvertAll(scores, one => one.Array);
        for (var word = 0; word < blended.WordCount; word++)
        {
            var isTouched = false;
            foreach (var one in scores)
            {
                isTouched |= one.IsTouched(word);
            }

            if (isTouched)
            {
                AddUp(arrays, factors, word * ScoreBuffer.WordSize, blended.Touch(word));
            }
        }

        if (_floor < 0)
        {
            LeaveOutOthers(scores, blended.Span);
        }
    }

    // Σ factor · max(0, score), in double precision and in the order of the parts, as RecommendByLists adds up.
    private static void AddUp(float[][] scores, double[] factors, int start, Span<float> blended)
    {
        var item = 0;
        for (; item <= blended.Length - Vector<float>.Count; item += Vector<float>.Count)
        {
            var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
            for (var part = 0; part < scores.Length; part++)
            {
                var score = new Vector<float>(scores[part], start + item);
                Vector.Widen(
                    Vector.ConditionalSelect(Vector.GreaterThan(score, Vector<float>.Zero), score, default), out var first, out var second);
                low += first * factors[part];
                high += second * factors[part];
            }

            Vector.Narrow(low, high).CopyTo(blended[item..]);
        }

        for (; item < blended.Length; item++)
        {
            var sum = 0.0;
            for (var part = 0; part < scores.Length; part++)
            {
                sum += factors[part] * Math.Max(0, scores[part][start + item]);
            }

            blended[item] = (float)sum;
        }
    }

    // What no part recommends is no candidate, not even with a score of 0.
    private void LeaveOutOthers(ScoreBuffer[] scores, Span<float> blended)
    {
        for (var item = 0; item < blended.Length; item++)
        {
            var isCandidate = false;
            for (var part = 0; part < scores.Length; part++)
            {
                isCandidate |= scores[part].Values[item] > LeftOut(_parts[part]);
            }

            if (!isCandidate)
            {
                blended[item] = float.NegativeInfinity;
            }
        }
    }
}
