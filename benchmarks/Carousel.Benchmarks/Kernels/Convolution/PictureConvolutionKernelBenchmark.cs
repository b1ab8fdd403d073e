using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Convolution;

/// <summary>
/// A convolution over 8 pictures with a kernel of 3 by 3, padded, on one thread: forward, and all gradients.
/// </summary>
[MemoryDiagnoser]
public class PictureConvolutionKernelBenchmark
{
    private const int Pictures = 8;

    private PictureConvolutionSize _size = new(new PictureSize(1, 1, 1), 1, 1);
    private float[] _x = [], _y = [], _weight = [], _bias = [], _dx = [], _dWeight = [], _panels = [], _backward = [],
        _scratch = [], _gradient = [];

    /// <summary>Height, width, channels, outputs, stride.</summary>
    [Params("50/200/3/16/2", "25/100/16/32/1", "12/50/32/64/1")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        _size = new PictureConvolutionSize(new PictureSize(s[0], s[1], s[2]), s[3], 3, s[4], 1);
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (2 * random.NextSingle()) - 1)];
        (_x, _y, _weight, _bias) = (
            Draw(Pictures * _size.Input.Length), Draw(Pictures * _size.Output.Length), Draw(s[3] * _size.Patch),
            Draw(s[3]));
        (_dx, _dWeight) = (new float[_x.Length], new float[_weight.Length]);
        (_panels, _backward) = (
            new float[MatrixProduct.PanelLength(_size.Patch, s[3])],
            new float[MatrixProduct.PanelLength(s[3], _size.Patch)]);
        MatrixProduct.Pack(_weight, s[3], _size.Patch, _panels);
        MatrixProduct.PackBackward(_weight, s[3], _size.Patch, _backward);
        (_scratch, _gradient) = (
            new float[PictureConvolutionKernel.ScratchLength(_size)],
            new float[FilterPart.ScratchLength]);
    }

    [Benchmark]
    public void Forward() =>
        PictureConvolutionKernel.Forward(_size, _x, _panels, _bias, _y, 0, Pictures * _size.Output.Places, _scratch);

    [Benchmark]
    public void InputGradient()
    {
        for (int picture = 0; picture < Pictures; picture++)
        {
            PictureConvolutionKernel.AddInputGradient(_size, picture, _y, _backward, _dx, _scratch);
        }
    }

    [Benchmark]
    public void WeightGradient()
    {
        for (int column = 0; column < _size.Patch; column += RegisterTile.PanelWidth)
        {
            PictureConvolutionKernel.AddWeightGradient(
                _size, _x, _y, _dWeight,
                new(0, _size.Output.Channels, column, Math.Min(_size.Patch, column + RegisterTile.PanelWidth)),
                _gradient);
        }
    }
}
