using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Convolution;

/// <summary>Pooling of one picture of 50 by 200 places and 32 channels by squares of 2 by 2, on one thread.</summary>
[MemoryDiagnoser]
public class PicturePoolingKernelBenchmark
{
    private readonly PicturePoolingSize _size = new(new PictureSize(50, 200, 32), 2);
    private float[] _x = [], _y = [], _dx = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _x = [.. Enumerable.Range(0, _size.Input.Length).Select(_ => random.NextSingle())];
        (_y, _dx) = (new float[_size.Output.Length], new float[_x.Length]);
    }

    [Benchmark]
    public void MaxForward() => PicturePoolingKernel.MaxForward(_size, _x, _y);

    [Benchmark]
    public void MaxBackward() => PicturePoolingKernel.MaxBackward(_size, _x, _y, _y, _dx);

    [Benchmark]
    public void MeanForward() => PicturePoolingKernel.MeanForward(_size, _x, _y);

    [Benchmark]
    public void MeanBackward() => PicturePoolingKernel.MeanBackward(_size, _y, _dx);
}
