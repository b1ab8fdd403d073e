using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

/// <summary>Drawn values of one shape, and everything that the kernel makes of them.</summary>
internal sealed class SequenceConvolutionRun
{
    public SequenceConvolutionRun(SequenceConvolutionSize size, PackedRows rows, int seed, bool carried = false)
    {
        var draws = new Draws(seed);
        (Size, Rows) = (size, rows);
        (X, Dy) = (draws.Floats(rows.N * size.Inputs), draws.Floats(rows.N * size.Outputs));
        (Weight, Bias) = (draws.Floats(size.Outputs * size.Patch), draws.Floats(size.Outputs));
        (Dx, DWeight, DBias) = (new float[X.Length], new float[Weight.Length], new float[Bias.Length]);
        State = carried ? draws.Floats(rows.B * size.StateSize) : [];
        Y = new float[Dy.Length];
        Y.AsSpan().Fill(float.NaN);
        Order = [.. Enumerable.Range(0, rows.B).Reverse()];
    }

    public SequenceConvolutionSize Size { get; }

    public PackedRows Rows { get; }

    /// <summary>
    /// The caller's index of each place: the other way round, so that the two are not mistaken for each other.
    /// </summary>
    public int[] Order { get; }

    public float[] X { get; set; }

    public float[] Weight { get; set; }

    public float[] Bias { get; set; }

    public float[] State { get; set; }

    public float[] Dy { get; set; }

    public float[] Y { get; }

    public float[] Dx { get; }

    public float[] DWeight { get; }

    public float[] DBias { get; }

    /// <summary>Forward, then all gradients.</summary>
    /// <param name="part">Rows of a part; what a thread takes.</param>
    /// <param name="outputs">Outputs of a part of the weight's gradient.</param>
    /// <param name="columns">Columns of one.</param>
    public SequenceConvolutionRun Run(
        int part = int.MaxValue, int outputs = MatrixProduct.Strip, int columns = RegisterTile.PanelWidth)
    {
        (int I, int O, int terms) = (Size.Inputs, Size.Outputs, Size.KernelSize * Size.Outputs);
        float[] panels = new float[MatrixProduct.PanelLength(Size.Patch, O)],
            backward = new float[MatrixProduct.PanelLength(terms, I)];
        MatrixProduct.Pack(Weight, O, Size.Patch, panels);
        SequenceConvolutionKernel.PackBackward(Size, Weight, backward);
        float[] scratch = Undefined(SequenceConvolutionKernel.ScratchLength(Size)),
            back = Undefined(SequenceConvolutionKernel.BackwardScratchLength(Size));
        for (int from = 0; from < Rows.N; from += Math.Min(part, Rows.N))
        {
            int to = (int)Math.Min(Rows.N, (long)from + part);
            SequenceConvolutionKernel.Forward(
                Size, new(new(Rows.RowStart, Order), X, State), panels, Bias, Y, from, to, scratch);
            SequenceConvolutionKernel.AddInputGradient(Size, Rows.RowStart, Dy, backward, Dx, from, to, back);
        }

        for (int o = 0; o < O; o += outputs)
        {
            for (int column = 0; column < Size.Patch; column += columns)
            {
                SequenceConvolutionKernel.AddWeightGradient(
                    Size, new(new(Rows.RowStart, Order), X, State), Dy, DWeight,
                    new(o, Math.Min(O, o + outputs), column, Math.Min(Size.Patch, column + columns)),
                    Undefined(FilterPart.ScratchLength));
            }
        }

        DenseKernel.AddBiasGradient(Rows.RowStart, Dy, DBias);
        return this;
    }

    /// <summary>Only the sequence at one place.</summary>
    public SequenceConvolutionRun Alone(int place)
    {
        var alone = new SequenceConvolutionRun(Size, new PackedRows(Rows.Lengths[place]), 0)
        {
            Weight = Weight,
            Bias = Bias,
            X = Of(X, place),
            Dy = Of(Dy, place),
            State = State.Length == 0 ? [] : State.AsSpan(Order[place] * Size.StateSize, Size.StateSize).ToArray(),
        };
        return alone;
    }

    /// <summary>The rows of the sequence at one place.</summary>
    public float[] Of(float[] packed, int place) => Near.Floats(Rows.Sequence(packed, place, packed.Length / Rows.N));

    private static float[] Undefined(int length)
    {
        float[] values = new float[length];
        values.AsSpan().Fill(float.NaN);
        return values;
    }
}
