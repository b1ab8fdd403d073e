using BenchmarkDotNet.Attributes;
using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Convolution;

/// <summary>A convolution over 16 sequences of 100 to 250 steps on one thread: forward, and all gradients.</summary>
[MemoryDiagnoser]
public class SequenceConvolutionKernelBenchmark
{
    private readonly Packing _packing = new([.. Enumerable.Range(0, 16).Select(b => 100 + (10 * b))]);
    private SequenceConvolutionSize _size = new(1, 1, 1);
    private float[] _x = [], _y = [], _weight = [], _bias = [], _dx = [], _dWeight = [], _dBias = [], _panels = [],
        _backward = [], _scratch = [];

    /// <summary>Inputs, outputs, kernel size.</summary>
    [Params("4/64/9", "40/128/5", "128/128/3")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        _size = new SequenceConvolutionSize(s[0], s[1], s[2]);
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (2 * random.NextSingle()) - 1)];
        (_x, _y, _weight, _bias) = (
            Draw(_packing.Rows * s[0]), Draw(_packing.Rows * s[1]), Draw(s[1] * _size.Patch), Draw(s[1]));
        (_dx, _dWeight, _dBias) = (new float[_x.Length], new float[_weight.Length], new float[_bias.Length]);
        (_panels, _backward) = (
            new float[MatrixProduct.PanelLength(_size.Patch, s[1])],
            new float[MatrixProduct.PanelLength(s[2] * s[1], s[0])]);
        MatrixProduct.Pack(_weight, s[1], _size.Patch, _panels);
        SequenceConvolutionKernel.PackBackward(_size, _weight, _backward);
        _scratch = new float[Math.Max(
            Math.Max(
                SequenceConvolutionKernel.ScratchLength(_size), SequenceConvolutionKernel.BackwardScratchLength(_size)),
                FilterPart.ScratchLength)];
    }

    [Benchmark]
    public void Forward() => SequenceConvolutionKernel.Forward(
        _size, new(_packing.Layout, _x, []), _panels, _bias, _y, 0, _packing.Rows,
        _scratch.AsSpan(0, SequenceConvolutionKernel.ScratchLength(_size)));

    [Benchmark]
    public void Backward()
    {
        SequenceConvolutionKernel.AddInputGradient(
            _size, _packing.RowStart, _y, _backward, _dx, 0, _packing.Rows,
            _scratch.AsSpan(0, SequenceConvolutionKernel.BackwardScratchLength(_size)));
        for (int o = 0; o < _size.Outputs; o += MatrixProduct.Strip)
        {
            for (int column = 0; column < _size.Patch; column += RegisterTile.PanelWidth)
            {
                SequenceConvolutionKernel.AddWeightGradient(
                    _size, new(_packing.Layout, _x, []), _y, _dWeight,
                    new(o, Math.Min(_size.Outputs, o + MatrixProduct.Strip), column,
                        Math.Min(_size.Patch, column + RegisterTile.PanelWidth)),
                    _scratch.AsSpan(0, FilterPart.ScratchLength));
            }
        }

        DenseKernel.AddBiasGradient(_packing.RowStart, _y, _dBias);
    }
}
