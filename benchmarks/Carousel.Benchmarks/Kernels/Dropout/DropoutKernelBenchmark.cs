using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Dropout;

/// <summary>1024 rows of 64 units on one thread.</summary>
[MemoryDiagnoser]
public class DropoutKernelBenchmark
{
    private readonly DropoutMask _mask = new(new CounterRandom(1, 2), 3, 0.2f, OncePerSequence: false);
    private readonly float[] _x = new float[1024 * 64], _y = new float[1024 * 64];

    [Benchmark]
    public void Forward() => DropoutKernel.Forward(_mask, [0, 1024], [], 0, 1, _x, _y);

    [Benchmark]
    public void Backward() => DropoutKernel.Backward(_mask, [0, 1024], [], 0, 1, _x, _y);
}
