using BenchmarkDotNet.Attributes;
using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Sequences;

/// <summary>64 sequences of 50 to 113 steps, 64 features a step.</summary>
[MemoryDiagnoser]
public class RowsKernelBenchmark
{
    private readonly Packing _packing = new([.. Enumerable.Range(50, 64)]);
    private float[] _x = [], _y = [];

    [ParamsAllValues]
    internal RowChoice Choice { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int packed = _packing.Rows * 64, single = _packing.BatchSize * 64;
        (_x, _y) = (
            new float[Choice == RowChoice.Repeated ? single : packed],
            new float[Choice == RowChoice.Last ? single : packed]);
    }

    [Benchmark]
    public void Forward() => RowsKernel.Forward(Choice, _packing.Layout, _x, _y);

    [Benchmark]
    public void Backward() => RowsKernel.Backward(Choice, _packing.Layout, _y, _x);
}
