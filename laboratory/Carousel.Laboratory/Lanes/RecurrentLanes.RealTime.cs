using System.Runtime.CompilerServices;
using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Lanes;

/// <content>Real-time recurrent learning: p_k,w = ∂h_k/∂w for every unit k and weight w = (source, unit), carried from
/// step to step.</content>
/// <remarks>
/// p_k,w(t) = f′_k·(Σ_l W_kl·p_l,w(t−1) + [k is w's unit]·z_source(t)). They lie as [source, unit, k, lane].
/// </remarks>
internal sealed unsafe partial class RecurrentLanes<V, O>
{
    private readonly int _columns;
    private readonly float* _slopes;
    private float* _sensitivities;
    private float* _sensitivitiesBefore;

    private void CarrySensitivities(float* before, float* now)
    {
        float* other = _sensitivitiesBefore;
        _sensitivitiesBefore = _sensitivities;
        _sensitivities = other;
        for (int k = 0; k < _units; k++)
        {
            O.Store(Slope(O.Load(now + (k * O.Count))), _slopes + (k * O.Count));
        }

        // Up to three columns beyond the last are zeros and stay so.
        for (int column = 0; column < _columns; column += 4)
        {
            int k = 0;
            for (; k + 4 <= _units; k += 4)
            {
                CarryFour(column, k);
            }

            for (; k < _units; k++)
            {
                CarryOne(column, k);
            }
        }

        int row = Row(_step);
        for (int k = 0; k < _activeCounts[row]; k++)
        {
            AddDirect(ActiveInputs(row)[k], O.Load(ActiveValues(row) + (k * O.Count)));
        }

        if (_bias == 1)
        {
            AddDirect(_inputs, O.Broadcast(1f));
        }

        for (int j = 0; j < _units; j++)
        {
            AddDirect(_inputs + _bias + j, O.Load(before + (j * O.Count)));
        }
    }

    /// <summary>What a source feeds straight into each unit.</summary>
    private void AddDirect(int source, V value)
    {
        for (int u = 0; u < _units; u++)
        {
            float* p = _sensitivities + ((((((long)source * _units) + u) * _units) + u) * O.Count);
            O.Store(O.MultiplyAdd(O.Load(_slopes + (u * O.Count)), value, O.Load(p)), p);
        }
    }

    /// <summary>Four columns by one unit.</summary>
    private void CarryOne(int column, int k)
    {
        long stride = (long)_units * O.Count;
        float* p = _sensitivitiesBefore + (column * stride);
        float* w = _weights + (((long)(_inputs + _bias) * _units) + k) * O.Count;
        V a0 = O.Zero, a1 = O.Zero, a2 = O.Zero, a3 = O.Zero;
        for (int l = 0; l < _units; l++)
        {
            V weight = O.Load(w);
            a0 = O.MultiplyAdd(weight, O.Load(p), a0);
            a1 = O.MultiplyAdd(weight, O.Load(p + stride), a1);
            a2 = O.MultiplyAdd(weight, O.Load(p + (2 * stride)), a2);
            a3 = O.MultiplyAdd(weight, O.Load(p + (3 * stride)), a3);
            w += stride;
            p += O.Count;
        }

        V slope = O.Load(_slopes + (k * O.Count));
        float* q = _sensitivities + (column * stride) + (k * O.Count);
        O.Store(O.Multiply(slope, a0), q);
        O.Store(O.Multiply(slope, a1), q + stride);
        O.Store(O.Multiply(slope, a2), q + (2 * stride));
        O.Store(O.Multiply(slope, a3), q + (3 * stride));
    }

    /// <summary>Four columns by four units: sixteen sums in registers.</summary>
    private void CarryFour(int column, int k)
    {
        long stride = (long)_units * O.Count;
        float* p = _sensitivitiesBefore + (column * stride);
        float* w = _weights + (((long)(_inputs + _bias) * _units) + k) * O.Count;
        V a00 = O.Zero, a01 = O.Zero, a02 = O.Zero, a03 = O.Zero;
        V a10 = O.Zero, a11 = O.Zero, a12 = O.Zero, a13 = O.Zero;
        V a20 = O.Zero, a21 = O.Zero, a22 = O.Zero, a23 = O.Zero;
        V a30 = O.Zero, a31 = O.Zero, a32 = O.Zero, a33 = O.Zero;
        for (int l = 0; l < _units; l++)
        {
            V w0 = O.Load(w), w1 = O.Load(w + O.Count), w2 = O.Load(w + (2 * O.Count)), w3 = O.Load(w + (3 * O.Count));
            V c = O.Load(p);
            (a00, a01, a02, a03) = (
                O.MultiplyAdd(w0, c, a00), O.MultiplyAdd(w1, c, a01), O.MultiplyAdd(w2, c, a02),
                O.MultiplyAdd(w3, c, a03));
            c = O.Load(p + stride);
            (a10, a11, a12, a13) = (
                O.MultiplyAdd(w0, c, a10), O.MultiplyAdd(w1, c, a11), O.MultiplyAdd(w2, c, a12),
                O.MultiplyAdd(w3, c, a13));
            c = O.Load(p + (2 * stride));
            (a20, a21, a22, a23) = (
                O.MultiplyAdd(w0, c, a20), O.MultiplyAdd(w1, c, a21), O.MultiplyAdd(w2, c, a22),
                O.MultiplyAdd(w3, c, a23));
            c = O.Load(p + (3 * stride));
            (a30, a31, a32, a33) = (
                O.MultiplyAdd(w0, c, a30), O.MultiplyAdd(w1, c, a31), O.MultiplyAdd(w2, c, a32),
                O.MultiplyAdd(w3, c, a33));
            w += stride;
            p += O.Count;
        }

        float* q = _sensitivities + (column * stride) + (k * O.Count);
        StoreFour(q, k, a00, a01, a02, a03);
        StoreFour(q + stride, k, a10, a11, a12, a13);
        StoreFour(q + (2 * stride), k, a20, a21, a22, a23);
        StoreFour(q + (3 * stride), k, a30, a31, a32, a33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreFour(float* q, int k, V a0, V a1, V a2, V a3)
    {
        float* slope = _slopes + (k * O.Count);
        O.Store(O.Multiply(O.Load(slope), a0), q);
        O.Store(O.Multiply(O.Load(slope + O.Count), a1), q + O.Count);
        O.Store(O.Multiply(O.Load(slope + (2 * O.Count)), a2), q + (2 * O.Count));
        O.Store(O.Multiply(O.Load(slope + (3 * O.Count)), a3), q + (3 * O.Count));
    }

    /// <summary>W_w += rate·Σ_k e_k·p_k,w.</summary>
    private void LearnFromSensitivities()
    {
        V rate = O.Load(_rates);
        bool beside = Network.Place == OutputPlace.Beside;
        float* errors = beside ? _errorsBefore : _errors,
            sensitivities = beside ? _sensitivitiesBefore : _sensitivities;
        int first = Network.Place == OutputPlace.Among ? Network.Hidden : 0;
        for (int column = 0; column < _columns; column++)
        {
            V sum = O.Zero;
            long place = (long)column * _units * O.Count;
            for (int k = first; k < _units; k++)
            {
                sum = O.MultiplyAdd(O.Load(errors + (k * O.Count)), O.Load(sensitivities + place + (k * O.Count)), sum);
            }

            float* w = _weights + ((long)column * O.Count);
            Change(w, rate, sum);
        }
    }
}
