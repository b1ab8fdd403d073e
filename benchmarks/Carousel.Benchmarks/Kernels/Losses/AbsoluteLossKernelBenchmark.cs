using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Losses;

/// <summary>The loss of 4096 targets on one thread.</summary>
[MemoryDiagnoser]
public class AbsoluteLossKernelBenchmark
{
    private const int M = 4096, P = 1;
    private readonly float[] _predictions = new float[M * P], _d = new float[M * P], _targets = new float[M],
        _saved = new float[((P + 2) * M) + 1];

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
    public float Forward() => PointLoss.Forward(default(AbsoluteLossKernel), _predictions, _targets, [], _saved);

    [Benchmark]
    public void Backward() => PointLoss.Backward(default(AbsoluteLossKernel), _targets, _saved, 1, _d);
}
