using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Elementwise;

/// <summary>4096 values on one thread.</summary>
[MemoryDiagnoser]
public class ElementwiseKernelBenchmark
{
    private readonly float[] _x = new float[4096], _y = new float[4096], _d = new float[4096];

    [ParamsAllValues]
    public ElementwiseFunction Function { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (int k = 0; k < _x.Length; k++)
        {
            _x[k] = (k * 7919 % 1000 / 250f) + 0.1f;
        }
    }

    [Benchmark]
    public void Forward() => ElementwiseKernel.Forward(Function, _x, _y);

    [Benchmark]
    public void Backward() => ElementwiseKernel.Backward(Function, _x, _y, _x, _d);
}
