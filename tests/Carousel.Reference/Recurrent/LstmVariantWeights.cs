namespace Carousel.Reference.Recurrent;

/// <summary>
/// Parameters of an LSTM with variants. G gates: 4 in the order i, f, g, o, or 3 in the order f, g, o where the input
/// gate is 1 − f.
/// P values of output: H, or the rows of the projection.
/// </summary>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, P].</param>
/// <param name="B">[G·H].</param>
internal sealed record LstmVariantWeights(double[,] W, double[,] R, double[] B)
{
    /// <summary>[3, H] rows i, f, o, or [2, H] rows f, o where gates are coupled; null without peepholes.</summary>
    public double[,]? Peepholes { get; init; }

    /// <summary>[P, H]; null without projection.</summary>
    public double[,]? Projection { get; init; }

    /// <summary>
    /// [G·H], the gain on the normalised W x; null without layer normalisation, as are the next three.
    /// </summary>
    public double[]? GainInput { get; init; }

    /// <summary>[G·H], the gain on the normalised R h₋.</summary>
    public double[]? GainRecurrent { get; init; }

    /// <summary>[H], the gain on the normalised cell.</summary>
    public double[]? GainCell { get; init; }

    /// <summary>[H], the bias of the normalised cell.</summary>
    public double[]? BiasCell { get; init; }

    /// <summary>Cells.</summary>
    public int H => B.Length / Gates;

    /// <summary>Outputs.</summary>
    public int P => R.GetLength(1);

    /// <summary>Whether i = 1 − f.</summary>
    public bool Coupled { get; init; }

    /// <summary>Gates with separate weights.</summary>
    public int Gates => Coupled ? 3 : 4;

    /// <summary>The same shapes, filled with zeros: the gradients.</summary>
    public LstmVariantWeights Zeros() => new(Rows.Like(W), Rows.Like(R), new double[B.Length])
    {
        Peepholes = Peepholes is null ? null : Rows.Like(Peepholes),
        Projection = Projection is null ? null : Rows.Like(Projection),
        GainInput = GainInput is null ? null : new double[B.Length],
        GainRecurrent = GainRecurrent is null ? null : new double[B.Length],
        GainCell = GainCell is null ? null : new double[H],
        BiasCell = BiasCell is null ? null : new double[H],
        Coupled = Coupled,
    };
}

/// <summary>What training draws for one sequence; null for none.</summary>
internal sealed record LstmMasks
{
    /// <summary>[T, P]: 1 keeps h₋, 0 takes the new h; inference puts the rate everywhere.</summary>
    public double[,]? ZoneoutHidden { get; init; }

    /// <summary>[T, H]: the same for c.</summary>
    public double[,]? ZoneoutCell { get; init; }

    /// <summary>
    /// [P]: factor of h₋ where the gates see it, the same at every step: 0, or 1 over the share kept.
    /// </summary>
    public double[]? Recurrent { get; init; }
}
