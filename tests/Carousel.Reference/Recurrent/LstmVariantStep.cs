namespace Carousel.Reference.Recurrent;

/// <summary>One step of an LSTM with variants, forward in the constructor and backward once.</summary>
internal sealed class LstmVariantStep
{
    private readonly LstmVariantWeights _w;
    private readonly LstmMasks _masks;
    private readonly int _t;
    private readonly double[] _x, _hBefore, _cBefore, _seen, _fromInput, _fromState;
    private readonly double[] _i, _f, _g, _o, _cNew, _shown, _y;

    /// <summary>Computes the step.</summary>
    public LstmVariantStep(LstmVariantWeights w, LstmMasks masks, int t, double[] x, double[] hBefore, double[] cBefore)
    {
        (_w, _masks, _t, _x, _hBefore, _cBefore) = (w, masks, t, x, hBefore, cBefore);
        int cells = w.H;
        _seen = new double[w.P];
        for (int k = 0; k < w.P; k++)
        {
            _seen[k] = (masks.Recurrent?[k] ?? 1) * hBefore[k];
        }

        _fromInput = Rows.Product(w.W, x);
        _fromState = Rows.Product(w.R, _seen);
        double[] ax = Normalize(_fromInput, w.GainInput), ah = Normalize(_fromState, w.GainRecurrent);
        (_i, _f, _g, _o, _cNew) = (
            new double[cells], new double[cells], new double[cells], new double[cells], new double[cells]);
        for (int u = 0; u < cells; u++)
        {
            double A(int gate) => ax[(gate * cells) + u] + ah[(gate * cells) + u] + w.B[(gate * cells) + u];
            _f[u] = Rows.Logistic(A(F) + (Peephole(PeepholeF, u) * cBefore[u]));
            _i[u] = w.Coupled ? 1 - _f[u] : Rows.Logistic(A(0) + (Peephole(0, u) * cBefore[u]));
            _g[u] = Math.Tanh(A(F + 1));
            _cNew[u] = (_f[u] * cBefore[u]) + (_i[u] * _g[u]);
            _o[u] = Rows.Logistic(A(F + 2) + (Peephole(PeepholeF + 1, u) * _cNew[u]));
        }

        _shown = Normalize(_cNew, w.GainCell);
        _y = new double[cells];
        C = new double[cells];
        for (int u = 0; u < cells; u++)
        {
            _shown[u] = Math.Tanh(_shown[u] + (w.BiasCell?[u] ?? 0));
            _y[u] = _o[u] * _shown[u];
            double keep = masks.ZoneoutCell?[t, u] ?? 0;
            C[u] = (keep * cBefore[u]) + ((1 - keep) * _cNew[u]);
        }

        double[] hNew = w.Projection is null ? _y : Rows.Product(w.Projection, _y);
        H = new double[w.P];
        for (int k = 0; k < w.P; k++)
        {
            double keep = masks.ZoneoutHidden?[t, k] ?? 0;
            H[k] = (keep * hBefore[k]) + ((1 - keep) * hNew[k]);
        }
    }

    /// <summary>[P], the state handed on.</summary>
    public double[] H { get; }

    /// <summary>[H], the cells handed on.</summary>
    public double[] C { get; }

    // Place of the forget gate; g and o follow. Coupled gates have no rows for i.
    private int F => _w.Coupled ? 0 : 1;

    private int PeepholeF => _w.Coupled ? 0 : 1;

    /// <summary>
    /// Carries dh [P] and dc [H] from after the step to before it, adds the parameters' gradients, gives ∂loss/∂x.
    /// </summary>
    public double[] Backward(double[] dh, double[] dc, LstmVariantWeights d)
    {
        int cells = _w.H;
        var dhNew = new double[_w.P];
        for (int k = 0; k < _w.P; k++)
        {
            double keep = _masks.ZoneoutHidden?[_t, k] ?? 0;
            dhNew[k] = (1 - keep) * dh[k];
            dh[k] *= keep;
        }

        double[] dy = dhNew;
        if (_w.Projection is not null)
        {
            dy = new double[cells];
            Rows.Backward(_w.Projection, dhNew, _y, d.Projection!, add => Rows.Add(dy, add));
        }

        var dShown = new double[cells];
        for (int u = 0; u < cells; u++)
        {
            dShown[u] = dy[u] * _o[u] * (1 - (_shown[u] * _shown[u]));
            if (d.BiasCell is not null)
            {
                d.BiasCell[u] += dShown[u];
            }
        }

        double[] dcNew = NormalizeBackward(_cNew, _w.GainCell, dShown, d.GainCell);
        var da = new double[_w.B.Length];
        for (int u = 0; u < cells; u++)
        {
            double keep = _masks.ZoneoutCell?[_t, u] ?? 0;
            double dao = dy[u] * _shown[u] * _o[u] * (1 - _o[u]);
            double dCell = dcNew[u] + ((1 - keep) * dc[u]) + (Peephole(PeepholeF + 1, u) * dao);
            double di = dCell * _g[u];
            double df = (dCell * _cBefore[u]) - (_w.Coupled ? di : 0);
            double daf = df * _f[u] * (1 - _f[u]);
            double dai = _w.Coupled ? 0 : di * _i[u] * (1 - _i[u]);
            dc[u] = (keep * dc[u]) + (dCell * _f[u]) + (Peephole(PeepholeF, u) * daf);
            da[(F * cells) + u] = daf;
            da[((F + 1) * cells) + u] = dCell * _i[u] * (1 - (_g[u] * _g[u]));
            da[((F + 2) * cells) + u] = dao;
            AddPeephole(d, PeepholeF, u, daf * _cBefore[u]);
            AddPeephole(d, PeepholeF + 1, u, dao * _cNew[u]);
            if (!_w.Coupled)
            {
                da[u] = dai;
                dc[u] += Peephole(0, u) * dai;
                AddPeephole(d, 0, u, dai * _cBefore[u]);
            }
        }

        Rows.Add(d.B, da);
        double[] dFromState = NormalizeBackward(_fromState, _w.GainRecurrent, da, d.GainRecurrent);
        Rows.Backward(_w.R, dFromState, _seen, d.R, dSeen =>
        {
            for (int k = 0; k < dSeen.Length; k++)
            {
                dh[k] += (_masks.Recurrent?[k] ?? 1) * dSeen[k];
            }
        });
        var dx = new double[_x.Length];
        Rows.Backward(
            _w.W, NormalizeBackward(_fromInput, _w.GainInput, da, d.GainInput), _x, d.W, add => Rows.Add(dx, add));
        return dx;
    }

    private static void AddPeephole(LstmVariantWeights d, int gate, int u, double value)
    {
        if (d.Peepholes is not null)
        {
            d.Peepholes[gate, u] += value;
        }
    }

    private static double[] Normalize(double[] v, double[]? gain)
    {
        if (gain is null)
        {
            return (double[])v.Clone();
        }

        double[] n = LayerNormalization.Forward(v);
        for (int k = 0; k < n.Length; k++)
        {
            n[k] *= gain[k];
        }

        return n;
    }

    private static double[] NormalizeBackward(double[] v, double[]? gain, double[] dn, double[]? dGain)
    {
        if (gain is null)
        {
            return dn;
        }

        double[] n = LayerNormalization.Forward(v);
        var scaled = new double[n.Length];
        for (int k = 0; k < n.Length; k++)
        {
            dGain![k] += dn[k] * n[k];
            scaled[k] = dn[k] * gain[k];
        }

        return LayerNormalization.Backward(v, scaled);
    }

    private double Peephole(int gate, int u) => _w.Peepholes?[gate, u] ?? 0;
}
