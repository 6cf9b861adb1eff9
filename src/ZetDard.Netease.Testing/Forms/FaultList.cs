namespace ZetDard.Netease.Testing;

/// <summary>The faults that are still to happen, in the order in which they were injected.</summary>
internal sealed class FaultList
{
    private readonly Lock _lock = new();
    private readonly List<(NeteaseFault Fault, int Passed)> _faults = [];

    public void Add(NeteaseFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Times < 1 || fault.Skip < 0)
        {
            throw new ArgumentException($"A fault of {fault.Times} times after {fault.Skip} requests cannot be: Times is 1 or more, Skip 0 or more.", nameof(fault));
        }

        if (fault.Status is < 200 or > 599)
        {
            throw new ArgumentException($"The status of a fault is {fault.Status}: 200 to 599 can be sent.", nameof(fault));
        }

        if (fault.Delay < TimeSpan.Zero && fault.Delay != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException($"The delay of a fault is {fault.Delay}: it is 0 or more, or Timeout.InfiniteTimeSpan.", nameof(fault));
        }

        lock (_lock)
        {
            _faults.Add((fault, 0));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>What befalls a request: the first fault of its path that is not passing.</summary>
    public NeteaseFault? Take(string uri)
    {
        lock (_lock)
        {
            for (var index = 0; index < _faults.Count; index++)
            {
                var (fault, passed) = _faults[index];
                if (fault.Uri is { } start && !uri.StartsWith(start, StringComparison.Ordinal))
                {
                    continue;
                }

                _faults[index] = (fault, ++passed);
                if (passed <= fault.Skip)
                {
                    continue;
                }

                if (passed - fault.Skip == fault.Times)
                {
                    _faults.RemoveAt(index);
                }

                return fault;
            }

            return null;
        }
    }
}
