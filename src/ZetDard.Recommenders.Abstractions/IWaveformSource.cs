namespace ZetDard.Recommenders;

/// <summary>The sound of items, read when it is asked for: never all in memory.</summary>
/// <typeparam name="TItem">The item's id type.</typeparam>
public interface IWaveformSource<TItem> : IItemSource<TItem, Waveform>
    where TItem : struct, IId<TItem>;
