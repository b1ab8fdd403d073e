namespace Carousel.Reference.Recurrent;

/// <summary>Parameters of an LSTM: W [4H, I], R [4H, H], b [4H] in the order i, f, g, o.</summary>
/// <param name="W">[4H, I].</param>
/// <param name="R">[4H, H].</param>
/// <param name="B">[4H].</param>
internal sealed record LstmWeights(double[,] W, double[,] R, double[] B);

/// <summary>The states of one sequence: h and c after each step, [T, H] each.</summary>
internal sealed record LstmStates(double[,] H, double[,] C);

/// <summary>Gradients of an LSTM over one sequence.</summary>
internal sealed record LstmGradients(double[,] Dx, double[] Dh0, double[] Dc0, double[,] Dw, double[,] Dr, double[] Db);

/// <summary>Textbook twin of LstmKernel, one sequence at a time. Derivation: docs/derivations/lstm.md.</summary>
/// <remarks>
/// Gers, Schmidhuber and Cummins 2000, equations 1 to 6: i, f, o = σ(…), g = tanh(…), c = f⊙c₋ + i⊙g, h = o⊙tanh(c).
/// </remarks>
internal static class LstmReference
{
    /// <summary>The states after each step.</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[H], the hidden state before the first step taken.</param>
    /// <param name="c0">[H], the cell before the first step taken.</param>
    /// <param name="reverse">Whether the last row is the first step.</param>
    public static LstmStates Forward(LstmWeights w, double[,] x, double[] h0, double[] c0, bool reverse = false)
    {
        int T = x.GetLength(0), H = h0.Length;
        var states = new LstmStates(new double[T, H], new double[T, H]);
        #region forward
        double[] h = h0, c = c0;
        foreach (int t in Steps.Of(x, reverse))
        {
            double[,] gates = Gates(w, Rows.Copy(x, t), h);
            c = Cell(gates, c);
            h = Hidden(gates, c);
            Rows.Set(states.H, t, h);
            Rows.Set(states.C, t, c);
        }
        #endregion

        return states;
    }

    /// <summary>
    /// Gradients of Σ dh⊙h + Σ dhLast⊙(h after the last step taken) + Σ dcLast⊙(c after the last step taken).
    /// </summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="h0">[H].</param>
    /// <param name="c0">[H].</param>
    /// <param name="dh">[T, H].</param>
    /// <param name="dhLast">[H].</param>
    /// <param name="dcLast">[H].</param>
    /// <param name="reverse">As given to Forward.</param>
    public static LstmGradients Backward(
        LstmWeights w, double[,] x, double[] h0, double[] c0, double[,] dh, double[] dhLast, double[] dcLast,
        bool reverse = false)
    {
        LstmStates states = Forward(w, x, h0, c0, reverse);
        var d = new LstmGradients(
            new double[x.GetLength(0), x.GetLength(1)], (double[])dhLast.Clone(), (double[])dcLast.Clone(),
            Rows.Like(w.W), Rows.Like(w.R), new double[w.B.Length]);
        #region backward
        int[] steps = Steps.Of(x, reverse);
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            int t = steps[s];
            double[] hBefore = s == 0 ? h0 : Rows.Copy(states.H, steps[s - 1]);
            double[] cBefore = s == 0 ? c0 : Rows.Copy(states.C, steps[s - 1]);
            Rows.Add(d.Dh0, Rows.Copy(dh, t));
            double[,] gates = Gates(w, Rows.Copy(x, t), hBefore);
            double[] da = CellBackward(gates, Rows.Copy(states.C, t), cBefore, d.Dh0, d.Dc0);
            Array.Clear(d.Dh0);
            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
            Rows.Backward(w.R, da, hBefore, d.Dr, dhBefore => Rows.Add(d.Dh0, dhBefore));
            Rows.Add(d.Db, da);
        }
        #endregion

        return d;
    }

    #region step
    /// <summary>[4, H]: i, f, g, o from x and h before.</summary>
    public static double[,] Gates(LstmWeights w, double[] x, double[] hBefore)
    {
        int H = hBefore.Length;
        var gates = new double[4, H];
        for (int gate = 0; gate < 4; gate++)
        {
            for (int u = 0; u < H; u++)
            {
                int row = (gate * H) + u;
                double z = w.B[row] + Rows.Dot(w.W, row, x) + Rows.Dot(w.R, row, hBefore);
                gates[gate, u] = gate == 2 ? Math.Tanh(z) : Rows.Logistic(z);
            }
        }

        return gates;
    }

    /// <summary>c = f⊙c₋ + i⊙g.</summary>
    public static double[] Cell(double[,] gates, double[] cBefore) =>
        [.. cBefore.Select((before, u) => (gates[1, u] * before) + (gates[0, u] * gates[2, u]))];

    /// <summary>h = o⊙tanh(c).</summary>
    public static double[] Hidden(double[,] gates, double[] c) =>
        [.. c.Select((cell, u) => gates[3, u] * Math.Tanh(cell))];

    /// <summary>∂loss/∂a [4H] of one step from dh and, carried through time in and out, dc.</summary>
    public static double[] CellBackward(double[,] gates, double[] c, double[] cBefore, double[] dh, double[] dcCarry)
    {
        int H = c.Length;
        var da = new double[4 * H];
        for (int u = 0; u < H; u++)
        {
            (double i, double f, double g, double o) = (gates[0, u], gates[1, u], gates[2, u], gates[3, u]);
            double squashed = Math.Tanh(c[u]);
            double dc = dcCarry[u] + (dh[u] * o * (1 - (squashed * squashed)));
            da[u] = dc * g * i * (1 - i);
            da[H + u] = dc * cBefore[u] * f * (1 - f);
            da[(2 * H) + u] = dc * i * (1 - (g * g));
            da[(3 * H) + u] = dh[u] * squashed * o * (1 - o);
            dcCarry[u] = dc * f;
        }

        return da;
    }
    #endregion
}
