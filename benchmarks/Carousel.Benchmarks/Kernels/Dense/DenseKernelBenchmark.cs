using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Dense;

/// <summary>A dense map on one thread: forward, and all gradients.</summary>
[MemoryDiagnoser]
public class DenseKernelBenchmark
{
    private DenseSize _size;
    private int _rows;
    private float[] _x = [], _y = [], _weight = [], _bias = [], _dx = [], _dWeight = [], _dBias = [], _panels = [],
        _backward = [], _scratch = [];

    /// <summary>Rows, inputs, outputs.</summary>
    [Params("1/128/9", "64/128/9", "2048/64/216", "1024/512/512")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (_rows, _size) = (s[0], new DenseSize(s[1], s[2]));
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (2 * random.NextSingle()) - 1)];
        (_x, _y, _weight, _bias) = (Draw(s[0] * s[1]), Draw(s[0] * s[2]), Draw(s[1] * s[2]), Draw(s[2]));
        (_dx, _dWeight, _dBias) = (new float[_x.Length], new float[_weight.Length], new float[_bias.Length]);
        (_panels, _backward) = (
            new float[MatrixProduct.PanelLength(s[1], s[2])], new float[MatrixProduct.PanelLength(s[2], s[1])]);
        MatrixProduct.Pack(_weight, s[2], s[1], _panels);
        MatrixProduct.PackBackward(_weight, s[2], s[1], _backward);
        _scratch = new float[DenseKernel.ScratchLength(_size)];
    }

    [Benchmark]
    public void Forward() => DenseKernel.Forward(_size, _x, _panels, _bias, _y);

    [Benchmark]
    public void Backward()
    {
        DenseKernel.AddInputGradient(_size, _y, _backward, _dx);
        DenseKernel.AddWeightGradient(_size, [0, _rows], _x, _y, _dWeight, 0, _size.O, _scratch);
        DenseKernel.AddBiasGradient([0, _rows], _y, _dBias);
    }
}
