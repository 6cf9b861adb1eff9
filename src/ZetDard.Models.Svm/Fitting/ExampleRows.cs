using ZetDard.Recommenders;

namespace ZetDard.Models.Svm;

/// <summary>Reads all examples: kernels compare each with each.</summary>
internal static class ExampleRows
{
    /// <exception cref="ArgumentException">There are no examples.</exception>
    public static async Task<IReadOnlyList<TSource>> ReadAsync<TSource>(Examples<TSource> examples, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new ArgumentException("There are no examples to learn from.", nameof(examples));
        }

        var rows = new List<TSource>(examples.Count);
        for (var example = 0; example < examples.Count; example++)
        {
            rows.Add(await examples.ReadAsync(example, cancellationToken).ConfigureAwait(false));
        }

        return rows;
    }
}
