namespace Carousel.Reference.Recurrent;

/// <summary>Parameters of a layer: W [rows, I], R where the cell has recurrent weights, b [rows].</summary>
internal sealed record CellReferenceWeights(double[,] W, double[,]? R, double[] B);

/// <summary>Gradients over one sequence: dx [T, I], those of the state before the first step taken, and of the
/// parameters.</summary>
internal sealed record CellReferenceGradients(double[,] Dx, double[] DStart, double[,] Dw, double[,]? Dr, double[] Db)
{
    /// <summary>Zeros, but for the gradient that comes from behind the last step.</summary>
    public static CellReferenceGradients Of(CellReferenceWeights w, double[,] x, double[] dFinal) => new(
        Rows.Like(x), (double[])dFinal.Clone(), Rows.Like(w.W), w.R is null ? null : Rows.Like(w.R),
        new double[w.B.Length]);
}

/// <summary>The textbook twin of a cell, one sequence at a time.</summary>
internal interface ICellReference
{
    /// <summary>What the layer shows after each step, [T, H], and the state after the last step taken.</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[S], the state before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    static abstract (double[,] H, double[] Final) Forward(
        CellReferenceWeights w, double[,] x, double[] start, bool reverse);

    /// <summary>Gradients of Σ dh⊙h + Σ dFinal⊙(state after the last step taken).</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[S].</param>
    /// <param name="dh">[T, H].</param>
    /// <param name="dFinal">[S].</param>
    /// <param name="reverse">As given to Forward.</param>
    static abstract CellReferenceGradients Backward(
        CellReferenceWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse);
}

/// <summary>A twin as a value, for what is written once for all cells.</summary>
/// <param name="Forward">Its forward.</param>
/// <param name="Backward">Its backward.</param>
internal sealed record CellReference(
    Func<CellReferenceWeights, double[,], double[], bool, (double[,] H, double[] Final)> Forward,
    Func<CellReferenceWeights, double[,], double[], double[,], double[], bool, CellReferenceGradients> Backward)
{
    /// <summary>That of a cell.</summary>
    public static CellReference Of<T>()
        where T : ICellReference => new(T.Forward, T.Backward);
}
