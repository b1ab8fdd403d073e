using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Softmax;

/// <summary>256 rows on one thread.</summary>
[MemoryDiagnoser]
public class SoftmaxKernelBenchmark
{
    private const int N = 256;
    private float[] _x = [], _y = [], _d = [];

    [Params(10, 1000)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_x, _y, _d) = (new float[N * Classes], new float[N * Classes], new float[N * Classes]);
        for (int k = 0; k < _x.Length; k++)
        {
            _x[k] = k * 7919 % 1000 / 100f;
        }
    }

    [Benchmark]
    public void Forward() => SoftmaxKernel.Forward(Classes, _x, _y);

    [Benchmark]
    public void Backward() => SoftmaxKernel.Backward(Classes, _y, _x, _d);

    [Benchmark]
    public void LogForward() => SoftmaxKernel.LogForward(Classes, _x, _y);
}
