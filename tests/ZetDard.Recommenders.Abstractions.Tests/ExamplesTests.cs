using CsCheck;

namespace ZetDard.Recommenders.Abstractions.Tests;

public sealed class ExamplesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Classes_are_indices_of_ordered_labels_and_are_read_lazily()
    {
        var reads = new List<int>();
        var source = ItemSource.From([3, 1, 2], (int item, CancellationToken _) =>
        {
            reads.Add(item);
            return new ValueTask<string>($"sound {item}");
        });
        var examples = Examples.From(source, [new Example<int>(1, "rock"), new(2, "Jazz"), new(3, "rock", "album")]);
        Assert.Equal(["Jazz", "rock"], examples.Labels);
        Assert.Equal([1, 0, 1], examples.Classes);
        Assert.Equal([null, null, "album"], examples.Groups);
        Assert.Empty(reads);
        Assert.Equal("sound 2", await examples.ReadAsync(1, Cancellation));
        Assert.Equal([2], reads);
    }

    [Fact]
    public void From_refuses_items_that_the_source_lacks_and_empty_labels()
    {
        var source = ItemSource.From(new Dictionary<int, string> { [1] = "a" });
        Assert.Contains(
            "7 is labelled 'x', but it is not among the 1 items",
            Assert.Throws<ArgumentException>(() => Examples.From(source, [new Example<int>(7, "x")])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Example 0 has no label",
            Assert.Throws<ArgumentException>(() => Examples.From(source, [new Example<int>(1, "")])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_names_the_item_that_is_broken_and_keeps_the_kind_of_fault()
    {
        var source = ItemSource.From(
            [1, 2],
            (int item, CancellationToken _) => item == 1
                ? throw new InvalidDataException("it is noise")
                : ValueTask.FromException<string>(new FileNotFoundException("it is gone")));
        var examples = Examples.From(source, [new Example<int>(1, "a"), new(2, "b")]);
        Assert.Equal(
            "The example 1, labelled 'a', cannot be used: it is noise",
            (await Assert.ThrowsAsync<InvalidDataException>(async () => await examples.ReadAsync(0, Cancellation))).Message);
        Assert.Equal(
            "The example 2, labelled 'b', cannot be read: it is gone",
            (await Assert.ThrowsAsync<IOException>(async () => await examples.ReadAsync(1, Cancellation))).Message);
    }

    [Fact]
    public async Task Parts_joins_and_maps_are_plain_data()
    {
        var first = Examples.From([("a", "x"), ("b", "z"), ("c", "x")]);
        var second = Examples.From([("d", "y")]);
        var joined = first.Part([2, 0, 2]).Concat(second).Select(text => text.ToUpperInvariant());
        Assert.Equal(["x", "y", "z"], joined.Labels);
        Assert.Equal([0, 0, 0, 1], joined.Classes);
        Assert.Equal(
            ["C", "A", "C", "D"], await joined.ReadManyAsync([0, 1, 2, 3], cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Contains("0 … 2", Assert.Throws<ArgumentOutOfRangeException>(() => first.Part([3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadManyAsync_holds_no_more_than_asked_for_and_leaves_nothing_behind()
    {
        var (open, most, started) = (0, 0, 0);
        var gate = new Lock();
        var source = ItemSource.From(Enumerable.Range(0, 100), async (int item, CancellationToken token) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++open);
                started++;
            }

            await Task.Yield();
            lock (gate) open--;
            token.ThrowIfCancellationRequested();
            return item == 50 ? throw new IOException("no") : item;
        });
        var examples = Examples.From(source, Enumerable.Range(0, 100).Select(item => new Example<int>(item, "a")));
        var read = new List<int>();
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var item in examples.ReadManyAsync(Enumerable.Range(0, 100), ahead: 3, Cancellation)) read.Add(item);
        });
        Assert.Equal(Enumerable.Range(0, 50), read);
        Assert.InRange(most, 1, 3);
        Assert.Equal(0, open);
        Assert.InRange(started, 51, 53);
    }

    // Groups whole, every example in one test part, the same seed the same folds.
    [Fact]
    public void Folds_divide_examples_and_never_a_group() =>
        Gen.Select(Gen.Int[0, 6].Array[8, 60], Gen.Int[0, 9].Array[60], Gen.Int[2, 5], Gen.Int).Sample((classes, groups, count, seed) =>
        {
            var all = classes.Select((c, i) => new Example<int>(i, $"class {c}", groups[i] < 7 ? $"{groups[i]}" : null)).ToArray();
            var examples = Examples.From(
                ItemSource.From(Enumerable.Range(0, all.Length), (int item, CancellationToken _) => new ValueTask<int>(item)), all);
            if (all.Select((e, i) => e.Group ?? $"alone {i}").Distinct().Count() < count) return true;
            var folds = examples.Folds(count, seed);
            var again = examples.Folds(count, seed);
            var tests = folds
                .Select(fold => Enumerable.Range(0, fold.Test.Count).Select(i => fold.Test.ReadAsync(i).AsTask().Result).ToArray())
                .ToArray();
            return folds.All(fold =>
                fold.Test.Count > 0 && fold.Train.Count + fold.Test.Count == all.Length && fold.Train.Labels.SequenceEqual(examples.Labels))
                && tests.SelectMany(items => items).Order().SequenceEqual(Enumerable.Range(0, all.Length))
                && folds.All(fold => !fold.Train.Groups.Intersect(fold.Test.Groups).Any(group => group is not null))
                && folds.Zip(again).All(pair => pair.First.Test.Classes.SequenceEqual(pair.Second.Test.Classes));
        }, iter: 200);

    [Fact]
    public void Folds_have_about_their_share_of_every_class()
    {
        // 40 groups of 5, classes 3 : 1.
        var all = Enumerable.Range(0, 200).Select(i => new Example<int>(i, i / 5 % 4 == 0 ? "rare" : "frequent", $"{i / 5}"));
        var examples = Examples.From(
            ItemSource.From(Enumerable.Range(0, 200), (int item, CancellationToken _) => new ValueTask<int>(item)), all);
        foreach (var (_, test) in examples.Folds(5, seed: 1))
        {
            Assert.Equal(10, test.Classes.Count(c => test.Labels[c] == "rare"));
            Assert.Equal(30, test.Classes.Count(c => test.Labels[c] == "frequent"));
        }

        Assert.Contains(
            "groups are never split",
            Assert.Throws<ArgumentOutOfRangeException>(() => examples.Folds(41, seed: 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => examples.Folds(1, seed: 1));
    }
}
