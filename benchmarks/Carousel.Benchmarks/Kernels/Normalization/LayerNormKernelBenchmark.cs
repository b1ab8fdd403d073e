using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Normalization;

/// <summary>1024 rows on one thread.</summary>
[MemoryDiagnoser]
public class LayerNormKernelBenchmark
{
    private const int N = 1024;
    private readonly float[] _scale = new float[N];
    private float[] _x = [], _normalized = [], _y = [], _gain = [], _scratch = [];

    [Params(64, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_x, _normalized, _y) = (new float[N * Size], new float[N * Size], new float[N * Size]);
        (_gain, _scratch) = (new float[Size], new float[Size]);
        for (int k = 0; k < _x.Length; k++)
        {
            _x[k] = k * 7919 % 1000 / 500f;
        }
    }

    [Benchmark]
    public void Forward() => LayerNormKernel.Forward(1e-5f, _x, _gain, _gain, _normalized, _scale, _y);

    [Benchmark]
    public void Backward()
    {
        LayerNormKernel.Backward(_gain, _normalized, _scale, _x, _y, _scratch);
        LayerNormKernel.AddParameterGradients([0, N], _normalized, _x, _gain, _scratch);
    }
}
