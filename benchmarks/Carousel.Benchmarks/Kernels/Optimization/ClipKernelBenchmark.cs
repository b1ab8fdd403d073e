using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Optimization;

/// <summary>The norm of a gradient, as clipping and the guard need it in every step.</summary>
[MemoryDiagnoser]
public class ClipKernelBenchmark
{
    private float[] _gradient = [];

    [Params(10_000, 1_000_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup() => _gradient = new float[N];

    [Benchmark]
    public float SumOfSquares() => ClipKernel.SumOfSquares(_gradient);
}
