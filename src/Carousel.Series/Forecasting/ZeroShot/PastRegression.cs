using Carousel.Kernels;

namespace Carousel.Forecasting;

/// <summary>
/// A ridge regression of a value on earlier ones, fitted to the past in closed form; it forecasts by feeding its own
/// values back.
/// </summary>
/// <remarks>
/// Lags are 1, 2, … up to a number, then some longer ones, ascending. Products of neighboring lags follow from each
/// other: G[i + 1, j + 1] = G[i, j] plus the product before the first row, less that of the last. So a fit takes
/// about (2 + gaps)·n·K products for K lags and n rows, and K³/6 to solve. Sums have a fixed number of lanes on any
/// processor.
/// </remarks>
internal sealed class PastRegression
{
    private readonly int _most;
    private readonly int[] _lags;
    private readonly double[] _products, _factors, _right, _weights;
    private readonly float[] _near;
    private int _count, _dense;

    /// <summary>A regression.</summary>
    /// <param name="most">Most lags.</param>
    public PastRegression(int most)
    {
        _most = most;
        _lags = new int[most];
        _products = new double[SymmetricSolver.Length(most + 1)];
        _factors = new double[_products.Length];
        _right = new double[most + 1];
        _weights = new double[most + 1];
        _near = new float[most];
    }

    /// <summary>Lags and the constant.</summary>
    private int Size => _count + 1;

    /// <summary>Sets the lags.</summary>
    /// <param name="dense">How many from 1 on without a gap.</param>
    /// <param name="further">Other lags in any order; those that are covered, repeated or below 1 are left out.</param>
    public void SetLags(int dense, params ReadOnlySpan<int> further)
    {
        _count = _dense = dense;
        for (int k = 0; k < dense; k++)
        {
            _lags[k] = k + 1;
        }

        foreach (int lag in further)
        {
            if (lag > dense && _count < _most && !_lags.AsSpan(0, _count).Contains(lag))
            {
                _lags[_count++] = lag;
            }
        }

        _lags.AsSpan(dense, _count - dense).Sort();
    }

    /// <summary>The longest lag.</summary>
    public int LongestLag => _count == 0 ? 0 : _lags[_count - 1];

    /// <summary>Sums the products of the rows that are explained.</summary>
    /// <param name="past">The past.</param>
    /// <param name="start">The first row to be explained.</param>
    /// <param name="end">The row after the last one.</param>
    public void Sum(PastRows past, int start, int end)
    {
        int n = end - start, at = 0;
        ReadOnlySpan<float> y = past.Slice(start, n);
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<float> a = past.Slice(start - _lags[i], n);
            for (int j = i; j < _count; j++, at++)
            {
                // Both lags are one longer than those before them, whose product has the same place in the row before.
                _products[at] = i > 0 && IsNext(i) && IsNext(j)
                    ? _products[at - Size + i - 1]
                        + ((double)past[start - 1 - _lags[i - 1]] * past[start - 1 - _lags[j - 1]])
                        - ((double)past[end - 1 - _lags[i - 1]] * past[end - 1 - _lags[j - 1]])
                    : Reductions.Dot(a, past.Slice(start - _lags[j], n));
            }

            _right[i] = Reductions.Dot(a, y);
            _products[at++] = Reductions.Sum(a);
        }

        _products[at] = n;
        _right[_count] = Reductions.Sum(y);
    }

    /// <summary>Solves the sums for the weights.</summary>
    /// <param name="penalty">Added to the diagonal, except the constant.</param>
    /// <returns>False where the sums can't be solved; then the weights are unchanged.</returns>
    public bool Solve(double penalty)
    {
        int size = Size;
        Span<double> factors = _factors.AsSpan(0, SymmetricSolver.Length(size)), weights = _weights.AsSpan(0, size);
        _products.AsSpan(0, factors.Length).CopyTo(factors);
        for (int i = 0, row = 0; i < size; row += size - i++)
        {
            factors[row] += i < _count ? penalty : 1e-3;
        }

        SymmetricSolver.Factor(factors, [], size);
        if (!double.IsFinite(factors[^1]))
        {
            return false;
        }

        _right.AsSpan(0, size).CopyTo(weights);
        for (int i = 0, row = 0; i < size; row += size - i++)
        {
            weights[i] /= factors[row];
            DoubleSums.Add(weights[(i + 1)..], factors[(row + 1)..], -weights[i]);
        }

        for (int i = size - 1, row = factors.Length - 1; i >= 0; row -= size - --i)
        {
            ReadOnlySpan<double> later = weights[(i + 1)..];
            weights[i] = (weights[i] - DoubleSums.Dot(factors.Slice(row + 1, later.Length), later)) / factors[row];
        }

        for (int k = 0; k < _dense; k++)
        {
            _near[_dense - 1 - k] = (float)_weights[k];
        }

        return true;
    }

    /// <summary>Forecasts.</summary>
    /// <param name="past">The past.</param>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="low">The least forecast.</param>
    /// <param name="high">The largest forecast.</param>
    /// <param name="room">As long as the longest lag and the forecast together.</param>
    /// <param name="forecast">Receives the forecast.</param>
    public void Forecast(
        PastRows past, int origin, float low, float high, Span<float> room, Span<float> forecast)
    {
        int longest = LongestLag;
        past.Slice(origin - longest, longest).CopyTo(room);
        for (int h = 0; h < forecast.Length; h++)
        {
            int at = longest + h;
            double sum = _weights[_count]
                + Reductions.Dot(_near.AsSpan(0, _dense), room.Slice(at - _dense, _dense));
            for (int k = _dense; k < _count; k++)
            {
                sum += _weights[k] * room[at - _lags[k]];
            }

            room[at] = forecast[h] = Math.Clamp((float)sum, low, high);
        }
    }

    private bool IsNext(int number) => _lags[number] == _lags[number - 1] + 1;
}
