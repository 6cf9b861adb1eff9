using System.Diagnostics;
using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Reporting;

/// <summary>One line of progress with the time left, on a terminal; nothing elsewhere. Safe for concurrent use.</summary>
internal sealed class ProgressLine(TextWriter error, bool isShown) : IProgress<TrainingProgress>, IProgress<FeatureExtractionProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private string _task = "";
    private string _stage = "";
    private long _stageStart;
    private long _lastShown;
    private int _width;

    /// <summary>Sets the text that says what is being done.</summary>
    public void Begin(string task)
    {
        lock (_lock)
        {
            (_task, _stage) = (task, "");
            Show(task);
        }
    }

    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            if (value.Stage != _stage)
            {
                (_stage, _stageStart, _lastShown) = (value.Stage, Stopwatch.GetTimestamp(), 0);
            }

            if (!isShown || (_lastShown != 0 && Stopwatch.GetElapsedTime(_lastShown) < Pause))
            {
                return;
            }

            _lastShown = Stopwatch.GetTimestamp();
            Show($"{_task}: {value.Stage}{Share(value)}");
        }
    }

    public void Report(FeatureExtractionProgress value)
    {
        lock (_lock)
        {
            Show($"{_task}: {value}");
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            Show("");
        }
    }

    private string Share(TrainingProgress value)
    {
        if (value.Total <= 0 || value.Completed <= 0)
        {
            return value.Completed > 0 ? string.Create(CultureInfo.InvariantCulture, $" {value.Completed:N0}") : "";
        }

        var share = Math.Min(1, (double)value.Completed / value.Total);
        var left = Stopwatch.GetElapsedTime(_stageStart) * ((1 - share) / share);
        return string.Create(CultureInfo.InvariantCulture, $" {share:P0}, {left:h\\:mm\\:ss} left");
    }

    private void Show(string text)
    {
        if (!isShown)
        {
            return;
        }

        error.Write($"\r{text.PadRight(_width)}{(text.Length == 0 ? "\r" : "")}");
        _width = text.Length;
    }
}
