using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Sequences;

/// <summary>32 of 64 columns of 1024 rows.</summary>
[MemoryDiagnoser]
public class ColumnsKernelBenchmark
{
    private readonly float[] _x = new float[1024 * 64], _y = new float[1024 * 32];

    [Benchmark]
    public void Forward() => ColumnsKernel.Forward(1024, _x, 16, _y, 0, 32);

    [Benchmark]
    public void Backward() => ColumnsKernel.Backward(1024, _y, 0, _x, 16, 32);
}
