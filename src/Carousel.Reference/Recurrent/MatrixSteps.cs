namespace Carousel.Reference.Recurrent;

/// <summary>One step of a cell whose heads hold a matrix each, and what its way back needs.</summary>
internal interface IMatrixStep
{
    /// <summary>[H].</summary>
    double[] Hidden { get; }

    /// <summary>[S], the state after it: h, the matrices by head, key and value, then what else is held.</summary>
    double[] After { get; }

    /// <summary>The gradient of the preactivations.</summary>
    /// <param name="dh">[H].</param>
    /// <param name="dState">[S], of the state after it; overwritten with that of the state before it.</param>
    double[] Backward(double[] dh, double[] dState);
}

/// <summary>The loops over steps of the twins whose heads hold a matrix each.</summary>
internal static class MatrixSteps
{
    /// <summary>Makes a step.</summary>
    /// <param name="a">Preactivations: query, key, value, output gate of all units, then each gate of a head.</param>
    /// <param name="before">[S].</param>
    /// <param name="units">H.</param>
    /// <param name="heads">Heads.</param>
    public delegate IMatrixStep Maker(double[] a, double[] before, int units, int heads);

    /// <summary>H and heads, which follow from the rows of W and the length of a state.</summary>
    /// <param name="rows">4H + gates·heads.</param>
    /// <param name="state">H + H²/heads, and H + heads where there is a normaliser.</param>
    /// <param name="gates">Gates of a head.</param>
    /// <param name="hasNormaliser">Whether there is one.</param>
    public static (int Units, int Heads) Sizes(int rows, int state, int gates, bool hasNormaliser)
    {
        for (int heads = 1; ; heads++)
        {
            int units = (rows - (gates * heads)) / 4;
            if (state == units + (units * units / heads) + (hasNormaliser ? units + heads : 0))
            {
                return (units, heads);
            }
        }
    }

    /// <summary>As <see cref="ICellReference.Forward"/>.</summary>
    public static (double[,] H, double[] Final) Forward(
        CellReferenceWeights w, double[,] x, double[] start, bool reverse, (int Units, int Heads) size, Maker make)
    {
        var h = new double[x.GetLength(0), size.Units];
        double[] state = start;
        foreach (int t in Steps.Of(x, reverse))
        {
            IMatrixStep step = make(Sums(w, x, t), state, size.Units, size.Heads);
            state = step.After;
            Rows.Set(h, t, step.Hidden);
        }

        return (h, state);
    }

    /// <summary>As <see cref="ICellReference.Backward"/>.</summary>
    public static CellReferenceGradients Backward(
        CellReferenceWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse,
        (int Units, int Heads) size, Maker make)
    {
        var d = CellReferenceGradients.Of(w, x, dFinal);
        int[] order = Steps.Of(x, reverse);
        var steps = new List<IMatrixStep>();
        foreach (int t in order)
        {
            steps.Add(make(Sums(w, x, t), steps.Count == 0 ? start : steps[^1].After, size.Units, size.Heads));
        }

        for (int s = order.Length - 1; s >= 0; s--)
        {
            int t = order[s];
            double[] own = Rows.Copy(dh, t);

            // Of the state h is what was shown, and nothing reads it.
            Rows.Add(own, d.DStart[..size.Units]);
            d.DStart.AsSpan(0, size.Units).Clear();
            double[] da = steps[s].Backward(own, d.DStart);
            Rows.Add(d.Db, da);
            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
        }

        return d;
    }

    /// <summary>W x + b of a step.</summary>
    public static double[] Sums(CellReferenceWeights w, double[,] x, int t) =>
        [.. Rows.Product(w.W, Rows.Copy(x, t)).Zip(w.B, (sum, bias) => sum + bias)];
}
