using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>A stage in whole numbers.</summary>
/// <param name="Source">The stage that it was made from.</param>
/// <param name="W">Its matrix: a table, W, or the weights of a dense stage.</param>
/// <param name="OutputBits">Fraction bits of its outputs.</param>
internal sealed record IntegerStage(Stage Source, IntegerMatrix W, int OutputBits)
{
    private const int MostBias = 1 << 28;

    /// <summary>R of a recurrent stage.</summary>
    public IntegerMatrix? R { get; private init; }

    /// <summary>The bias, with the fraction bits of preactivations.</summary>
    public int[] Bias { get; private init; } = [];

    /// <summary>q of a cell that resets after the product.</summary>
    public int[]? ResetBias { get; private init; }

    /// <summary>A stage for inputs of some fraction bits.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="inputBits">Fraction bits of its input.</param>
    public static IntegerStage Of(Stage stage, int inputBits) => stage switch
    {
        EmbeddingStage e => OfTable(e, BitsFor(e.Table.Values.Max(MathF.Abs))),
        RecurrentStage r =>
            new IntegerStage(stage, IntegerMatrix.Of(r.W, inputBits, FixedPoint.SumBits), FixedPoint.StateBits)
            {
                R = IntegerMatrix.Of(r.R!, FixedPoint.StateBits, FixedPoint.SumBits),
                Bias = Whole(r.Bias),
                ResetBias = r.ResetBias is { } q ? Whole(q) : null,
            },
        DenseStage d =>
            new IntegerStage(
                stage, IntegerMatrix.Of(d.Weight, inputBits, FixedPoint.SumBits),
                FixedPoint.SumBits)
            { Bias = Whole(d.Bias) },
        _ =>
            throw new ArgumentOutOfRangeException(
                nameof(stage), stage.GetType().Name, "This stage has no integer form."),
    };

    /// <summary>The most fraction bits, up to 15, with which numbers up to the largest fit into 16 bits.</summary>
    public static int BitsFor(double largest)
    {
        int bits = FixedPoint.StateBits;
        while (bits > 0 && Math.ScaleB(largest, bits) > FixedPoint.MostValue)
        {
            bits--;
        }

        return bits;
    }

    private static IntegerStage OfTable(EmbeddingStage stage, int bits) =>
        new(stage, IntegerMatrix.Of(stage.Table, 0, bits), bits);

    private static int[] Whole(float[] values) =>
        [.. values.Select(v => (int)Math.Clamp(Math.Round(Math.ScaleB(v, FixedPoint.SumBits)), -MostBias, MostBias))];
}
