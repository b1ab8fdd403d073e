using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Losses;

/// <summary>Cross-entropy over classes of 256 rows on one thread.</summary>
[MemoryDiagnoser]
public class CrossEntropyLossKernelBenchmark
{
    private const int N = 256;
    private readonly float[] _targets = new float[N], _e = new float[N], _terms = new float[N], _logSums = new float[N];
    private float[] _logits = [], _d = [], _scratch = [];

    [Params(10, 65, 1000, 10000)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_logits, _d, _scratch) = (new float[N * Classes], new float[N * Classes], new float[Classes]);
        _e.AsSpan().Fill(1);
        for (int k = 0; k < _logits.Length; k++)
        {
            _logits[k] = (k * 7919 % 1000 / 100f) - 5;
        }
    }

    [Benchmark]
    public void Forward() => CrossEntropyLossKernel.Forward(0.1f, _logits, _targets, _e, _terms, _logSums, _scratch);

    [Benchmark]
    public void Backward() => CrossEntropyLossKernel.Backward(0.1f, _logits, _targets, _e, _logSums, 1f / N, _d);
}
