namespace Carousel.Reference.Recurrent;

/// <summary>One step of a cell whose heads hold a matrix each, and what its way back needs.</summary>
/// <param name="a">Preactivations: query, key, value, output gate of all units, then each gate of a head.</param>
/// <param name="before">[S], the state before it: h, the matrices by head, key, value, then what else is held.</param>
/// <param name="units">H.</param>
/// <param name="heads">Heads.</param>
internal abstract class MatrixStep(double[] a, double[] before, int units, int heads)
{
    /// <summary>[H].</summary>
    public double[] Hidden { get; } = new double[units];

    /// <summary>[S], the state after it.</summary>
    public double[] After { get; } = new double[before.Length];

    /// <summary>H.</summary>
    protected int H => units;

    /// <summary>Heads.</summary>
    protected int Heads => heads;

    /// <summary>d: units of a head.</summary>
    protected int Head { get; } = units / heads;

    /// <summary>Runs it.</summary>
    public void Forward()
    {
        for (int head = 0; head < heads; head++)
        {
            Forward(head);
        }

        Hidden.CopyTo(After, 0);
    }

    /// <summary>The gradient of the preactivations.</summary>
    /// <param name="dh">[H].</param>
    /// <param name="dState">[S], of the state after it; overwritten with that of the state before it.</param>
    public double[] Backward(double[] dh, double[] dState)
    {
        var da = new double[a.Length];
        for (int head = 0; head < heads; head++)
        {
            Backward(head, dh, dState, da);
        }

        return da;
    }

    /// <summary>Of Hidden and After the parts of a head.</summary>
    protected abstract void Forward(int head);

    /// <summary>Of the gradients the parts of a head.</summary>
    protected abstract void Backward(int head, double[] dh, double[] d, double[] da);
}

/// <summary>The loops over steps of the twins whose heads hold a matrix each.</summary>
internal static class MatrixSteps
{
    /// <summary>Makes a step.</summary>
    /// <param name="a">Preactivations: query, key, value, output gate of all units, then each gate of a head.</param>
    /// <param name="before">[S].</param>
    /// <param name="units">H.</param>
    /// <param name="heads">Heads.</param>
    public delegate MatrixStep Maker(double[] a, double[] before, int units, int heads);

    /// <summary>H and heads, which follow from the rows of W and the length of a state.</summary>
    /// <param name="rows">4H + gates·heads.</param>
    /// <param name="state">H + H²/heads, and H + heads where there is a normaliser.</param>
    /// <param name="gates">Gates of a head.</param>
    /// <param name="hasNormalizer">Whether there is one.</param>
    public static (int Units, int Heads) Sizes(int rows, int state, int gates, bool hasNormalizer)
    {
        for (int heads = 1; ; heads++)
        {
            int units = (rows - (gates * heads)) / 4;
            if (state == units + (units * units / heads) + (hasNormalizer ? units + heads : 0))
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
            MatrixStep step = Run(make, w, x, t, state, size);
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
        var steps = new List<MatrixStep>();
        foreach (int t in order)
        {
            steps.Add(Run(make, w, x, t, steps.Count == 0 ? start : steps[^1].After, size));
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

    private static MatrixStep Run(
        Maker make, CellReferenceWeights w, double[,] x, int t, double[] before, (int Units, int Heads) size)
    {
        MatrixStep step = make(Sums(w, x, t), before, size.Units, size.Heads);
        step.Forward();
        return step;
    }
}
