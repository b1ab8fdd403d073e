using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Losses;

/// <summary>The mixture density of 256 offsets of a pen on one thread.</summary>
[MemoryDiagnoser]
public class MixtureDensityLossKernelBenchmark
{
    private const int N = 256;
    private readonly float[] _targets = new float[3 * N], _e = new float[N], _terms = new float[N];
    private float[] _predictions = [], _d = [], _scratch = [];

    [Params(5, 20)]
    public int Components { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int columns = (6 * Components) + 1;
        (_predictions, _d, _scratch) = (
            new float[N * columns], new float[N * columns],
            new float[MixtureDensityLossKernel.ScratchLength(Components)]);
        _e.AsSpan().Fill(1);
        for (int k = 0; k < _predictions.Length; k++)
        {
            _predictions[k] = (k * 7919 % 1000 / 500f) - 1;
        }
    }

    [Benchmark]
    public void Forward() => MixtureDensityLossKernel.Forward(0.01f, _predictions, _targets, _e, _terms, _scratch);

    [Benchmark]
    public void Backward() =>
        MixtureDensityLossKernel.Backward(0.01f, _predictions, _targets, _e, 1f / N, _d, _scratch);
}
