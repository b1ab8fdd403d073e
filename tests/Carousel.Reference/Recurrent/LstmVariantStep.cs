namespace Carousel.Reference.Recurrent;

/// <summary>One step of an LSTM with variants, forward in the constructor and backward once.</summary>
internal sealed class LstmVariantStep
{
    private readonly LstmVariantWeights _w;
    private readonly double[]? _mask;
    private readonly double[] _x, _cBefore, _seen, _i, _f, _g, _o, _shown, _y;

    /// <summary>Computes the step; the mask is [P], or null for 1.</summary>
    public LstmVariantStep(LstmVariantWeights w, double[]? mask, double[] x, double[] hBefore, double[] cBefore)
    {
        (_w, _mask, _x, _cBefore) = (w, mask, x, cBefore);
        int cells = w.H;
        _seen = new double[w.P];
        for (int k = 0; k < w.P; k++)
        {
            _seen[k] = (mask?[k] ?? 1) * hBefore[k];
        }

        double[] ax = Rows.Product(w.W, x), ah = Rows.Product(w.R, _seen);
        (_i, _f, _g, _o) = (new double[cells], new double[cells], new double[cells], new double[cells]);
        (_shown, _y, C) = (new double[cells], new double[cells], new double[cells]);
        for (int u = 0; u < cells; u++)
        {
            double A(int gate) => ax[(gate * cells) + u] + ah[(gate * cells) + u] + w.B[(gate * cells) + u];
            _f[u] = Rows.Logistic(A(1) + (Peephole(1, u) * cBefore[u]));
            _i[u] = Rows.Logistic(A(0) + (Peephole(0, u) * cBefore[u]));
            _g[u] = Math.Tanh(A(2));
            C[u] = (_f[u] * cBefore[u]) + (_i[u] * _g[u]);
            _o[u] = Rows.Logistic(A(3) + (Peephole(2, u) * C[u]));
            _shown[u] = Math.Tanh(C[u]);
            _y[u] = _o[u] * _shown[u];
        }

        H = w.Projection is null ? _y : Rows.Product(w.Projection, _y);
    }

    /// <summary>[P], the state handed on.</summary>
    public double[] H { get; }

    /// <summary>[H], the cells handed on.</summary>
    public double[] C { get; }

    /// <summary>
    /// Carries dh [P] and dc [H] from after the step to before it, adds the parameters' gradients, gives ∂loss/∂x.
    /// </summary>
    public double[] Backward(double[] dh, double[] dc, LstmVariantWeights d)
    {
        int cells = _w.H;
        var dy = (double[])dh.Clone();
        if (_w.Projection is not null)
        {
            dy = new double[cells];
            Rows.Backward(_w.Projection, dh, _y, d.Projection!, add => Rows.Add(dy, add));
        }

        Array.Clear(dh);
        var da = new double[_w.B.Length];
        for (int u = 0; u < cells; u++)
        {
            double dao = dy[u] * _shown[u] * _o[u] * (1 - _o[u]);
            double dCell = dc[u] + (dy[u] * _o[u] * (1 - (_shown[u] * _shown[u]))) + (Peephole(2, u) * dao);
            double daf = dCell * _cBefore[u] * _f[u] * (1 - _f[u]);
            double dai = dCell * _g[u] * _i[u] * (1 - _i[u]);
            dc[u] = (dCell * _f[u]) + (Peephole(1, u) * daf) + (Peephole(0, u) * dai);
            da[u] = dai;
            da[cells + u] = daf;
            da[(2 * cells) + u] = dCell * _i[u] * (1 - (_g[u] * _g[u]));
            da[(3 * cells) + u] = dao;
            AddPeephole(d, 0, u, dai * _cBefore[u]);
            AddPeephole(d, 1, u, daf * _cBefore[u]);
            AddPeephole(d, 2, u, dao * C[u]);
        }

        Rows.Add(d.B, da);
        Rows.Backward(_w.R, da, _seen, d.R, dSeen =>
        {
            for (int k = 0; k < dSeen.Length; k++)
            {
                dh[k] += (_mask?[k] ?? 1) * dSeen[k];
            }
        });
        var dx = new double[_x.Length];
        Rows.Backward(_w.W, da, _x, d.W, add => Rows.Add(dx, add));
        return dx;
    }

    private static void AddPeephole(LstmVariantWeights d, int gate, int u, double value)
    {
        if (d.Peepholes is not null)
        {
            d.Peepholes[gate, u] += value;
        }
    }

    private double Peephole(int gate, int u) => _w.Peepholes?[gate, u] ?? 0;
}
