using BenchmarkDotNet.Running;
using ZetDard.Benchmarks;

if (args is ["cpu", ..])
{
    return CpuMode.Run(args.AsSpan(1));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
