using BenchmarkDotNet.Running;
using ZetDard.Benchmarks;

if (args is ["cpu", ..])
{
    return CpuMode.Run(args.AsSpan(1));
}

if (args is ["nearest", ..])
{
    return NearestMode.Run(args.AsSpan(1));
}

if (args is ["graph", ..])
{
    return GraphMode.Run(args.AsSpan(1));
}

if (args is ["svm", ..])
{
    return await SvmMode.RunAsync(args[1..]);
}

if (args is ["kmeans", ..])
{
    return await KMeansMode.RunAsync(args[1..]);
}

if (args is ["crawl", ..])
{
    return await CrawlMode.RunAsync(args[1..]);
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
