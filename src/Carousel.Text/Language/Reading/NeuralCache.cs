using Carousel.Kernels;

namespace Carousel.Language;

/// <summary>
/// A neural cache (Grave, Joulin and Usunier 2017): keeps the recent states of reading with the unit after each, and
/// predicts the units that followed states similar to the present one.
/// </summary>
/// <remarks>
/// p_cache(v) ∝ Σ exp(θ · u·uᵢ) over the kept places i that v followed, where u is the state less the mean of
/// all states so far, at length 1; p = (1 − λ) · p_before + λ · p_cache. The log odds of λ are a line from knot
/// to knot of how near the nearest kept state is, and the two knots next to it go a step with each unit. N · H
/// multiply-adds and up to N exponentials a unit. The sums have a fixed order, so that the bits do not depend on
/// the machine. A state that is not finite is as good as none.
/// Not thread-safe. Allocates nothing. How it looks was chosen on the last tenth of the first nine tenths of
/// texts, see docs/decisions/0055-early-decisions.md.
/// </remarks>
/// <param name="places">N: how many places are kept, 1 or more.</param>
/// <param name="stateSize">H.</param>
/// <param name="vocabulary">V.</param>
internal sealed class NeuralCache(int places, int stateSize, int vocabulary)
{
    /// <summary>With fewer kept places (or fewer than N, if that is less) nothing is mixed in.</summary>
    public const int FewestPlaces = 8;

    /// <summary>θ.</summary>
    public const double Sharpness = 32;

    /// <summary>How far the log odds of λ go with each unit.</summary>
    public const double Rate = 0.4;

    /// <summary>The log odds of λ before anything was learned: a twentieth.</summary>
    public const double FirstOdds = -3;

    /// <summary>Places of less weight than e to this, relative to the nearest place, are left out.</summary>
    public const double LeastExponent = -25;

    /// <summary>The number of intervals between knots of the log odds for similarities from 0 to 1.</summary>
    public const int Knots = 10;

    private readonly float[] _states = new float[(long)places * stateSize];
    private readonly int[] _units = new int[places];
    private readonly float[] _likeness = new float[places];
    private readonly double[] _mean = new double[stateSize];
    private readonly float[] _state = new float[stateSize];
    private readonly double[] _shares = new double[vocabulary];
    private readonly double[] _odds = [.. Enumerable.Repeat(FirstOdds, Knots + 1)];
    private long _seen;
    private int _count, _oldest, _knot;
    private double _beyond, _share;
    private bool _isMixed, _hasState;

    /// <summary>Bytes of the arrays for this number of places.</summary>
    /// <param name="places">N.</param>
    /// <param name="stateSize">H.</param>
    public static long Bytes(int places, int stateSize) => (long)places * sizeof(float) * (stateSize + 2);

    /// <summary>Goes to the beginning of a text, without a state; the kept places stay.</summary>
    public void Begin() => (_hasState, _isMixed) = (false, false);

    /// <summary>Takes the state after the last unit.</summary>
    /// <param name="state">[H].</param>
    public void See(ReadOnlySpan<float> state)
    {
        _isMixed = false;
        _hasState = float.IsFinite(Reductions.Dot(state, state));
        if (!_hasState)
        {
            return;
        }

        _seen++;
        double square = 0;
        for (int i = 0; i < _state.Length; i++)
        {
            _mean[i] += (state[i] - _mean[i]) / _seen;
            double value = state[i] - _mean[i];
            square += value * value;
        }

        // The first state is the mean, and like no other.
        double scale = square > 0 ? 1 / Math.Sqrt(square) : 0;
        for (int i = 0; i < _state.Length; i++)
        {
            _state[i] = (float)((state[i] - _mean[i]) * scale);
        }
    }

    /// <summary>Mixes the cache's distribution into the given one, unless too few places are kept.</summary>
    /// <param name="logarithms">[V], ln p of each unit, changed.</param>
    public void Mix(Span<double> logarithms)
    {
        _isMixed = _hasState && _count >= Math.Min(FewestPlaces, places) && double.IsFinite(logarithms[0]);
        if (!_isMixed)
        {
            return;
        }

        float nearest = float.NegativeInfinity;
        for (int place = 0; place < _count; place++)
        {
            _likeness[place] = Reductions.Dot(_state, _states.AsSpan(place * stateSize, stateSize));
            nearest = Math.Max(nearest, _likeness[place]);
        }

        double all = Weigh(nearest), odds = OddsAt(nearest);
        _share = ScalarMath.Logistic(odds);
        double rest = ScalarMath.Logistic(-odds), kept = ScalarMath.Log(rest);
        for (int unit = 0; unit < logarithms.Length; unit++)
        {
            if (_shares[unit] > 0)
            {
                _shares[unit] *= _share / all;
                logarithms[unit] = ScalarMath.Log((rest * ScalarMath.Exp(logarithms[unit])) + _shares[unit]);
            }
            else
            {
                logarithms[unit] += kept;
            }
        }
    }

    /// <summary>Changes λ by the unit that came after <see cref="Mix"/>.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="logarithm">ln p that <see cref="Mix"/> gave it.</param>
    /// <remarks>
    /// The slope of ln p in the log odds of λ is how sure it is, now that the unit came, that the cache said it,
    /// less λ.
    /// </remarks>
    public void Learn(int unit, double logarithm)
    {
        if (_isMixed)
        {
            double said = _shares[unit] > 0 ? _shares[unit] / ScalarMath.Exp(logarithm) : 0;
            double step = Rate * (said - _share);
            _odds[_knot] += step * (1 - _beyond);
            _odds[_knot + 1] += step * _beyond;
        }
    }

    /// <summary>Keeps the present state, where there is one, with the unit that came after it.</summary>
    public void Keep(int unit)
    {
        if (!_hasState)
        {
            return;
        }

        _state.CopyTo(_states, _oldest * stateSize);
        _units[_oldest] = unit;
        _count = Math.Max(_count, _oldest + 1);
        _oldest = (_oldest + 1) % places;
    }

    /// <summary>Sums the weights of the places for each unit.</summary>
    /// <returns>The sum of all.</returns>
    private double Weigh(float nearest)
    {
        Array.Clear(_shares);
        double all = 0;
        for (int place = 0; place < _count; place++)
        {
            double exponent = Sharpness * ((double)_likeness[place] - nearest);
            if (exponent > LeastExponent)
            {
                double weight = ScalarMath.Exp(exponent);
                _shares[_units[place]] += weight;
                all += weight;
            }
        }

        return all;
    }

    /// <summary>The log odds of λ where the nearest place is so near.</summary>
    private double OddsAt(float nearest)
    {
        double at = Math.Clamp((double)nearest, 0, 1) * Knots;
        _knot = Math.Min((int)at, Knots - 1);
        _beyond = at - _knot;
        return ((1 - _beyond) * _odds[_knot]) + (_beyond * _odds[_knot + 1]);
    }
}
