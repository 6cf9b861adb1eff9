namespace ZetDard.Netease.Testing;

/// <summary>The faults that have not happened yet, in the order in which they were injected.</summary>
internal sealed class FaultList
{
    private readonly Lock _lock = new();
    private readonly List<(NeteaseFault Fault, int Passed)> _faults = [];

    public void Add(NeteaseFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Times < 1 || fault.Skip < 0)
        {
            throw new ArgumentException(
                $"A fault cannot happen {fault.Times} times after {fault.Skip} requests. Times must be 1 or more, Skip 0 or more.",
                nameof(fault));
        }

        if (fault.Status is < 200 or > 599)
        {
            throw new ArgumentException($"The status of the fault is {fault.Status}, but only 200 to 599 can be sent.", nameof(fault));
        }

        if (fault.Delay < TimeSpan.Zero && fault.Delay != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException(
                $"The delay of the fault is {fault.Delay}, but it must be 0 or more, or Timeout.InfiniteTimeSpan.", nameof(fault));
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

    /// <summary>
    /// Returns the fault of a request: the first one that matches its path and whose number of requests to skip is used up.
    /// </summary>
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
