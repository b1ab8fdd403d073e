using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

/// <summary>Drawn pictures of one shape, and everything that the kernel makes of them.</summary>
internal sealed class PictureConvolutionRun
{
    public PictureConvolutionRun(PictureConvolutionSize size, int pictures, int seed)
    {
        var draws = new Draws(seed);
        (Size, B) = (size, pictures);
        (Weight, Bias) = (draws.Floats(size.Output.Channels * size.Patch), draws.Floats(size.Output.Channels));
        (X, Dy) = (draws.Floats(pictures * size.Input.Length), draws.Floats(pictures * size.Output.Length));
        (Dx, DWeight, Y) = (new float[X.Length], new float[Weight.Length], new float[Dy.Length]);
    }

    public PictureConvolutionSize Size { get; }

    public int B { get; }

    public float[] X { get; set; }

    public float[] Dy { get; set; }

    public float[] Weight { get; set; }

    public float[] Bias { get; set; }

    public float[] Y { get; }

    public float[] Dx { get; }

    public float[] DWeight { get; }

    /// <summary>Forward, then the gradients.</summary>
    /// <param name="part">Rows of a part; what a thread takes.</param>
    /// <param name="outputs">Outputs of a part of the weight's gradient.</param>
    /// <param name="columns">Columns of one.</param>
    public PictureConvolutionRun Run(
        int part = int.MaxValue, int outputs = MatrixProduct.Strip, int columns = RegisterTile.PanelWidth)
    {
        int O = Size.Output.Channels, N = B * Size.Output.Places;
        float[] panels = new float[MatrixProduct.PanelLength(Size.Patch, O)],
            backward = new float[MatrixProduct.PanelLength(O, Size.Patch)];
        MatrixProduct.Pack(Weight, O, Size.Patch, panels);
        MatrixProduct.PackBackward(Weight, O, Size.Patch, backward);
        float[] scratch = Undefined(PictureConvolutionKernel.ScratchLength(Size));
        for (int from = 0; from < N; from += Math.Min(part, N))
        {
            PictureConvolutionKernel.Forward(
                Size, X, panels, Bias, Y, from, (int)Math.Min(N, (long)from + part), scratch);
        }

        for (int picture = B - 1; picture >= 0; picture--)
        {
            PictureConvolutionKernel.AddInputGradient(Size, picture, Dy, backward, Dx, scratch);
        }

        for (int o = 0; o < O; o += outputs)
        {
            for (int column = 0; column < Size.Patch; column += columns)
            {
                PictureConvolutionKernel.AddWeightGradient(
                    Size, X, Dy, DWeight,
                    new(o, Math.Min(O, o + outputs), column, Math.Min(Size.Patch, column + columns)),
                    Undefined(FilterPart.ScratchLength));
            }
        }

        return this;
    }

    private static float[] Undefined(int length)
    {
        float[] values = new float[length];
        values.AsSpan().Fill(float.NaN);
        return values;
    }
}
