using BenchmarkDotNet.Attributes;
using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Convolution;

/// <summary>Groups of features over 16 sequences of 100 to 250 steps on one thread: forward, and all gradients.
/// </summary>
[MemoryDiagnoser]
public class GroupedConvolutionKernelBenchmark
{
    private readonly Packing _packing = new([.. Enumerable.Range(0, 16).Select(b => 100 + (10 * b))]);
    private GroupedConvolutionSize _size = new(1, 1, 1);
    private float[] _x = [], _y = [], _weight = [], _dx = [], _dWeight = [], _scratch = [];

    /// <summary>Features, features of a group, kernel size: a block's convolution, its queries, an sLSTM's gate.
    /// </summary>
    [Params("256/1/4", "256/4/1", "128/32/1")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        _size = new GroupedConvolutionSize(s[0], s[1], s[2]);
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (2 * random.NextSingle()) - 1)];
        (_x, _y, _weight) = (
            Draw(_packing.Rows * s[0]), Draw(_packing.Rows * s[0]), Draw(_size.Terms * s[0]));
        (_dx, _dWeight) = (new float[_x.Length], new float[_weight.Length]);
        _scratch = new float[GroupedConvolutionKernel.ScratchLength(_size)];
    }

    [Benchmark]
    public void Forward() => GroupedConvolutionKernel.Forward(
        _size, new(_packing.Layout, _x, []), _weight, [], _y, 0, _packing.Rows, _scratch);

    [Benchmark]
    public void Backward()
    {
        GroupedConvolutionKernel.AddInputGradient(
            _size, _packing.RowStart, _y, _weight, _dx, 0, _packing.Rows, _scratch);
        GroupedConvolutionKernel.AddWeightGradient(
            _size, new(_packing.Layout, _x, []), _y, _dWeight, [], 0, _size.Features, _scratch);
    }
}
