using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Attention;

/// <summary>Positions added to a batch of 16 sequences of 512 steps.</summary>
[MemoryDiagnoser]
public class PositionalEncodingKernelBenchmark
{
    private const int B = 16, T = 512;
    private double[] _turns = [];
    private int[] _rowStart = [], _order = [];
    private float[] _x = [], _y = [], _scratch = [];

    [Params(16, 64, 256)]
    public int Features { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _turns = PositionalEncodingKernel.Turns(Features, 10000);
        (_rowStart, _order) = ([.. Enumerable.Range(0, T + 1).Select(t => t * B)], [.. Enumerable.Range(0, B)]);
        (_x, _y, _scratch) = (new float[T * B * Features], new float[T * B * Features], new float[Features]);
    }

    [Benchmark]
    public void Forward() => PositionalEncodingKernel.Forward(_turns, new(_rowStart, _order), [], _x, _y, _scratch);
}
