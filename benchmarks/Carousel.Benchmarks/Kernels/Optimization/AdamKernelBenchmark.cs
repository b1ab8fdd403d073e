using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Optimization;

/// <summary>One update of the parameters of a layer.</summary>
[MemoryDiagnoser]
public class AdamKernelBenchmark
{
    private float[] _gradient = [], _a = [], _b = [], _value = [];

    [Params(10_000, 1_000_000)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_gradient, _a, _b, _value) = (new float[N], new float[N], new float[N], new float[N]);
        for (int i = 0; i < N; i++)
        {
            _gradient[i] = (i % 17) - 8;
        }
    }

    [Benchmark]
    public void Step() =>
        UpdateLoop.Run(new AdamKernel(1e-3f, 0.9f, 0.999f, 1e-8f, 1.5f, 2, 1), _gradient, _a, _b, _value);
}
