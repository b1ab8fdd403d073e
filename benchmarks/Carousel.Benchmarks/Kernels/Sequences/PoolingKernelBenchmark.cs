using BenchmarkDotNet.Attributes;
using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Sequences;

/// <summary>64 sequences of 50 to 113 steps, 64 features a step.</summary>
[MemoryDiagnoser]
public class PoolingKernelBenchmark
{
    private const int F = 64;

    private readonly Packing _packing = new([.. Enumerable.Range(50, 64)]);
    private float[] _x = [], _dx = [], _y = [], _scores = [], _weights = [], _scratch = [];

    [GlobalSetup]
    public void Setup()
    {
        (_x, _dx, _y) = (new float[_packing.Rows * F], new float[_packing.Rows * F], new float[_packing.BatchSize * F]);
        (_scores, _weights, _scratch) = (new float[_packing.Rows], new float[_packing.Rows], new float[_packing.Steps]);
    }

    [Benchmark]
    public void MeanForward() => PoolingKernel.MeanForward(_packing.Layout, _x, _y);

    [Benchmark]
    public void MeanBackward() =>
        PoolingKernel.MeanBackward(_packing.Layout, _y, _dx);

    [Benchmark]
    public void MaxForward() => PoolingKernel.MaxForward(_packing.Layout, _x, _y);

    [Benchmark]
    public void MaxBackward() =>
        PoolingKernel.MaxBackward(_packing.Layout, _x, _y, _y, _dx);

    [Benchmark]
    public void AttentionForward() =>
        PoolingKernel.AttentionForward(_packing.Layout, _scores, _x, _weights, _y);

    [Benchmark]
    public void AttentionBackward() =>
        PoolingKernel.AttentionBackward(
            _packing.Layout, _x, _weights, _y, _scores, _dx, _scratch);
}
