namespace Carousel.Reference.Recurrent;

/// <summary>
/// Parameters of an LSTM with variants, gates in the order i, f, g, o. P values of output: H, or the rows of the
/// projection.
/// </summary>
/// <param name="W">[4H, I].</param>
/// <param name="R">[4H, P].</param>
/// <param name="B">[4H].</param>
internal sealed record LstmVariantWeights(double[,] W, double[,] R, double[] B)
{
    /// <summary>[3, H] rows i, f, o; null without peepholes.</summary>
    public double[,]? Peepholes { get; init; }

    /// <summary>[P, H]; null without projection.</summary>
    public double[,]? Projection { get; init; }

    /// <summary>Cells.</summary>
    public int H => B.Length / 4;

    /// <summary>Outputs.</summary>
    public int P => R.GetLength(1);

    /// <summary>The same shapes, filled with zeros: the gradients.</summary>
    public LstmVariantWeights Zeros() => new(Rows.Like(W), Rows.Like(R), new double[B.Length])
    {
        Peepholes = Peepholes is null ? null : Rows.Like(Peepholes),
        Projection = Projection is null ? null : Rows.Like(Projection),
    };
}
