using Carousel.Inspection.Equations;

namespace Carousel.Reference.Recurrent;

/// <summary>
/// Gradients over one sequence: dx [T, I], those of the state before the first step taken, and of the parameters in
/// their order; dq is that of the bias inside a reset gate.
/// </summary>
internal sealed record CellReferenceGradients(
    double[,] Dx, double[] DStart, double[] Dw, double[] Dr, double[] Db, double[] Dq);

/// <summary>The double twin of a cell: its equations, one sequence at a time.</summary>
/// <param name="of">The equations with parameters.</param>
internal sealed class CellReference(Func<EquationWeights, RecurrentEquations> of)
{
    public static CellReference Lstm { get; } = new(w => new LstmEquations(w));

    /// <summary>The GRU; with a bias inside the reset gate that acts after the product.</summary>
    public static CellReference Gru { get; } = new(w => new GruEquations(w));

    public static CellReference Elman { get; } = new(w => new ElmanEquations(w));

    public static CellReference MinGru { get; } = new(w => new MinGruEquations(w));

    public static CellReference MinLstm { get; } = new(w => new MinLstmEquations(w));

    /// <summary>The sLSTM.</summary>
    /// <param name="isExponential">Whether its forget gate is an exponential.</param>
    public static CellReference Slstm(bool isExponential) => new(w => new SlstmEquations(w, isExponential));

    /// <summary>The mLSTM.</summary>
    /// <param name="isExponential">Whether its forget gate is an exponential.</param>
    public static CellReference Mlstm(bool isExponential) => new(w => new MlstmEquations(w, isExponential));

    /// <summary>The delta rule.</summary>
    /// <param name="decays">Whether a gate says how much is kept.</param>
    public static CellReference Delta(bool decays) => new(w => new DeltaEquations(w, decays));

    /// <summary>S.</summary>
    /// <param name="w">The parameters.</param>
    public int StateSize(EquationWeights w) => of(w).StateSize;

    /// <summary>The steps, by the rows of x.</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[S], the state before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    public CellStep[] Run(EquationWeights w, double[,] x, double[] start, bool reverse = false)
    {
        #region forward
        RecurrentEquations cell = of(w);
        var steps = new CellStep[x.GetLength(0)];
        double[] state = start;
        foreach (int t in Steps.Of(x, reverse))
        {
            steps[t] = cell.Step(Rows.Copy(x, t), state);
            state = steps[t].After;
        }
        #endregion

        return steps;
    }

    /// <summary>What the layer shows after each step, [T, H], and the state after the last step taken.</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[S].</param>
    /// <param name="reverse">As given to Run.</param>
    public (double[,] H, double[] Final) Forward(
        EquationWeights w, double[,] x, double[] start, bool reverse = false)
    {
        CellStep[] steps = Run(w, x, start, reverse);
        var h = new double[steps.Length, w.Units];
        for (int t = 0; t < steps.Length; t++)
        {
            Rows.Set(h, t, steps[t].Output);
        }

        return (h, steps.Length == 0 ? start : steps[reverse ? 0 : ^1].After);
    }

    /// <summary>Gradients of Σ dh⊙h + Σ dFinal⊙(state after the last step taken).</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="start">[S].</param>
    /// <param name="dh">[T, H].</param>
    /// <param name="dFinal">[S].</param>
    /// <param name="reverse">As given to Run.</param>
    public CellReferenceGradients Backward(
        EquationWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse = false)
    {
        CellStep[] steps = Run(w, x, start, reverse);
        var d = new CellReferenceGradients(
            Rows.Like(x), [.. dFinal], new double[w.W.Length], new double[w.R.Length], new double[w.B.Length],
            new double[w.Q?.Length ?? 0]);
        #region backward
        RecurrentEquations cell = of(w);
        foreach (int t in Steps.Of(x, reverse).Reverse())
        {
            double[] dx = new double[w.Inputs], dBefore = new double[start.Length];
            double[] da = cell.Pull(steps[t], Rows.Copy(dh, t), d.DStart, dx, dBefore);
            dBefore.CopyTo(d.DStart, 0);
            Rows.Set(d.Dx, t, dx);
            Rows.Add(d.Db, da);
            AddProducts(d.Dw, da, row => steps[t].Input);
            AddProducts(d.Dr, da[..cell.StateRows], row => steps[t].Before.AsSpan(cell.FirstSeen(row), cell.HeadUnits));
            AddCandidate(w, cell, steps[t], da, d);
        }
        #endregion

        return d;
    }

    /// <summary>The rows of R after the reset gate of a GRU see the state times that gate.</summary>
    private static void AddCandidate(
        EquationWeights w, RecurrentEquations cell, CellStep step, double[] da, CellReferenceGradients d)
    {
        if (cell.StateRows is 0 || cell.StateRows == da.Length)
        {
            return;
        }

        if (cell is not GruEquations)
        {
            throw new NotSupportedException("Only a GRU has rows of R whose input is not the state.");
        }

        (double[] r, double[] dn) = (step.Gates[..cell.H], da[cell.StateRows..]);
        double[] inner = w.Q is null ? dn : [.. dn.Zip(r, (value, gate) => value * gate)];
        double[] seen = w.Q is null ? [.. step.Before.Zip(r, (value, gate) => value * gate)] : step.Before;
        AddProducts(d.Dr.AsSpan(cell.StateRows * cell.H), inner, row => seen);
        Rows.Add(d.Dq, inner);
    }

    /// <summary>d[row, k] += da[row]·v[k], where each row saw its own v.</summary>
    private static void AddProducts(Span<double> d, double[] da, Func<int, ReadOnlySpan<double>> seen)
    {
        for (int row = 0; row < da.Length; row++)
        {
            ReadOnlySpan<double> v = seen(row);
            for (int k = 0; k < v.Length; k++)
            {
                d[(row * v.Length) + k] += da[row] * v[k];
            }
        }
    }
}
