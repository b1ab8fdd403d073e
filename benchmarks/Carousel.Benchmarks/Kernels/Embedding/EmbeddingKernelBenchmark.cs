using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Embedding;

/// <summary>2048 numbers of a vocabulary of 10,000 on one thread.</summary>
[MemoryDiagnoser]
public class EmbeddingKernelBenchmark
{
    private const int N = 2048, V = 10_000;
    private readonly float[] _ids = new float[N];
    private float[] _table = [], _y = [];

    [Params(16, 256)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_table, _y) = (new float[V * Size], new float[N * Size]);
        for (int n = 0; n < N; n++)
        {
            _ids[n] = n * 7919 % V;
        }
    }

    [Benchmark]
    public void Forward() => EmbeddingKernel.Forward(Size, _ids, _table, _y);

    [Benchmark]
    public void Backward() => EmbeddingKernel.Backward(Size, [0, N], _ids, _y, _table);
}
