using System.Runtime.InteropServices;
using ZetDard.Recommenders;

namespace ZetDard.Recipes.Tests;

// A network on sound in small: fixed random filters in native memory, the loudest answer of each, and one centre a label behind them.
#region own-network
public sealed class RandomNetworkTrainer(int filterCount = 16, int epochs = 2, int batchSize = 32, int seed = 42)
    : IClassifierTrainer<Waveform>
{
    public string Description => $"random network, {filterCount} filters, {epochs} epochs of batches of {batchSize}, seed {seed}";

    public async Task<RandomNetwork> FitAsync(
        Examples<Waveform> examples,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(examples);
        ClassifierGuard.PresentClasses([.. Enumerable.Range(0, examples.Count)], [.. examples.Classes], examples.Labels, examples.Count);
        var network = new RandomNetwork(examples.Labels, filterCount, seed);
        try
        {
            for (var epoch = 1; epoch <= epochs; epoch++)
            {
                int[] order = [.. Enumerable.Range(0, examples.Count)];
                new Random(seed + epoch).Shuffle(order);
                foreach (var batch in order.Chunk(batchSize))
                {
                    // never all in memory
                    var sounds = await examples.ReadManyAsync(batch, ahead: 4, cancellationToken).ToListAsync(cancellationToken);
                    network.Learn(sounds, batch.Select(i => examples.Classes[i]));
                }

                progress?.Report(new("Training", epoch, epochs));
            }

            return network;
        }
        catch
        {
            network.Dispose(); // a source that fails in the middle of an epoch leaves nothing behind
            throw;
        }
    }

    async Task<IClassifier<Waveform>> IClassifierTrainer<Waveform>.FitAsync(
        Examples<Waveform> examples,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken
    ) => await FitAsync(examples, progress, cancellationToken);
}

public sealed unsafe class RandomNetwork : IClassifier<Waveform>
{
    private const int Taps = 64;
    private readonly double[,] _sums;
    private readonly int[] _counts;
    private float* _filters;

    internal RandomNetwork(IReadOnlyList<string> labels, int filterCount, int seed)
    {
        (Labels, _sums, _counts) = (labels, new double[labels.Count, filterCount], new int[labels.Count]);
        _filters = (float*)NativeMemory.Alloc((nuint)(filterCount * Taps), sizeof(float));
        Alive++;
        var random = new Random(seed);
        for (var filter = 0; filter < filterCount; filter++)
        {
            var frequency = random.NextDouble() * Math.PI;
            for (var tap = 0; tap < Taps; tap++)
                _filters[(filter * Taps) + tap] = (float)Math.Sin(tap * frequency) / Taps;
        }

        Layer = new LastButOne(this, [.. Enumerable.Range(0, filterCount).Select(filter => $"network{filter}")]);
    }

    /// <summary>How many have not been disposed.</summary>
    public static int Alive { get; private set; }

    public IReadOnlyList<string> Labels { get; }

    public bool ScoresAreProbabilities => true;

    /// <summary>The last but one layer as features; it lives as long as the network.</summary>
    public IFeatureExtractor<Waveform> Layer { get; }

    public void Score(Waveform source, Span<float> scores) => ScoreMany([source], scores);

    public void ScoreMany(IReadOnlyList<Waveform> sources, Span<float> scores)
    {
        var layer = new float[sources.Count * Layer.Dimension];
        Layer.ExtractMany(sources, layer);
        for (var i = 0; i < sources.Count; i++)
        {
            var row = layer.AsMemory(i * Layer.Dimension, Layer.Dimension);
            var own = scores.Slice(i * Labels.Count, Labels.Count);
            for (var label = 0; label < Labels.Count; label++)
                own[label] =
                    _counts[label] == 0
                        ? float.NegativeInfinity
                        : -1000
                            * Enumerable
                                .Range(0, Layer.Dimension)
                                .Sum(f => MathF.Pow(row.Span[f] - (float)(_sums[label, f] / _counts[label]), 2));
            System.Numerics.Tensors.TensorPrimitives.SoftMax<float>(own, own);
        }
    }

    internal void Learn(IReadOnlyList<Waveform> sounds, IEnumerable<int> classes)
    {
        var layer = new float[sounds.Count * Layer.Dimension];
        Layer.ExtractMany(sounds, layer);
        foreach (var (i, label) in classes.Index())
        {
            _counts[label]++;
            for (var filter = 0; filter < Layer.Dimension; filter++)
                _sums[label, filter] += layer[(i * Layer.Dimension) + filter];
        }
    }

    public void Dispose()
    {
        if (_filters is null)
            return;
        NativeMemory.Free(_filters);
        _filters = null;
        Alive--;
    }

    #region own-extractor
    private sealed class LastButOne(RandomNetwork network, IReadOnlyList<string> names) : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> Names => names;

        public int BatchSize => 32;

        public void Extract(Waveform source, Span<float> features) => ExtractMany([source], features);

        public void ExtractMany(IReadOnlyList<Waveform> sources, Span<float> features)
        {
            ObjectDisposedException.ThrowIf(network._filters is null, network);
            foreach (var (i, source) in sources.Index())
            {
                var sound = source.Channel(0);
                for (var filter = 0; filter < names.Count; filter++)
                {
                    var loudest = 0f;
                    for (var at = 0; at + Taps <= sound.Length; at += Taps / 2)
                    {
                        var sum = 0f;
                        for (var tap = 0; tap < Taps; tap++)
                            sum += network._filters[(filter * Taps) + tap] * sound[at + tap];
                        loudest = Math.Max(loudest, Math.Abs(sum));
                    }

                    features[(i * names.Count) + filter] = loudest;
                }
            }
        }
    }
    #endregion
}
#endregion
