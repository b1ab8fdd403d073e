using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Losses;

/// <summary>The loss of each of 4096 targets with nine quantiles on one thread.</summary>
[MemoryDiagnoser]
public class QuantileLossKernelBenchmark
{
    private const int M = 4096, P = 9;
    private static readonly float[] _levels = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f];
    private readonly float[] _predictions = new float[M * P], _d = new float[M * P], _targets = new float[M],
        _saved = new float[(3 * M) + 1];

    [GlobalSetup]
    public void Setup()
    {
        for (int k = 0; k < M * P; k++)
        {
            _predictions[k] = (k * 7919 % 1000 / 500f) - 1;
            _targets[k % M] = k * 104729 % 10;
        }

        Forward();
    }

    [Benchmark]
    public float Forward() => QuantileLossKernel.Forward(_levels, _predictions, _targets, [], _saved);

    [Benchmark]
    public void Backward() => QuantileLossKernel.Backward(_levels, _predictions, _targets, _saved, 1, _d);
}
