using BenchmarkDotNet.Attributes;
using Carousel.Kernels.Sequences;

namespace Carousel.Benchmarks.Kernels.Sequences;

/// <summary>Five weeks of hours with a day and a week, two days ahead, as the hours of the M4 competition.</summary>
[MemoryDiagnoser]
public class SmoothingKernelBenchmark
{
    private readonly SmoothingSize _size = new(840, 1, 24, 168, 24, 48);
    private readonly float[] _coefficients = [0.4f, 0.2f, 0.3f], _dCoefficients = new float[3];
    private float[] _z = [], _start = [], _saved = [], _seen = [], _ahead = [];

    [GlobalSetup]
    public void Setup()
    {
        _z = [.. Enumerable.Range(0, _size.T).Select(t => (float)Math.Sin(t * Math.PI / 12))];
        (_start, _saved) = (new float[_size.Start], new float[_size.Saved]);
        (_seen, _ahead) = (new float[_size.Rows * _size.Seen], new float[_size.Rows * _size.Ahead]);
    }

    [Benchmark]
    public void Forward() => SmoothingKernel.Forward(_size, 0, _z, _start, _coefficients, _saved, _seen, _ahead);

    [Benchmark]
    public void Backward() =>
        SmoothingKernel.Backward(_size, 0, _z, _coefficients, _saved, _seen, _ahead, _dCoefficients);
}
