namespace Carousel.Classical;

/// <summary>A smooth function of several numbers.</summary>
/// <param name="at">The place.</param>
/// <param name="gradient">As long as <paramref name="at"/>, overwritten by the gradient.</param>
/// <returns>The value; infinite or NaN where the function is not defined.</returns>
internal delegate double SmoothFunction(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>
/// Finds a minimum of a smooth function between bounds: a quasi-Newton method with the whole matrix (Broyden, Fletcher,
/// Goldfarb and Shanno 1970, damped as in Powell 1978) on those numbers that are not at a bound, and steps that are
/// projected onto the bounds (Bertsekas 1982).
/// </summary>
/// <remarks>For up to about fifty numbers: one step solves a system of equations of that size.</remarks>
internal sealed class BoxMinimizer
{
    private const double EnoughFall = 1e-4;
    private const double FirstStep = 0.05;
    private const int MostHalvings = 25;

    private readonly int _n;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _curvature;
    private readonly double[] _factor;
    private readonly double[] _direction;
    private readonly double[] _step;
    private readonly double[] _change;
    private readonly double[] _curved;
    private readonly int[] _free;
    private int _freeCount;

    /// <summary>Prepares.</summary>
    /// <param name="low">The lower bounds, possibly infinite; a number whose bounds are equal stays as it is.</param>
    /// <param name="high">The upper bounds.</param>
    public BoxMinimizer(double[] low, double[] high)
    {
        _n = low.Length;
        (_low, _high) = (low, high);
        (_curvature, _factor) = (new double[_n * _n], new double[_n * _n]);
        (_direction, _step, _change, _curved) = (new double[_n], new double[_n], new double[_n], new double[_n]);
        _free = new int[_n];
    }

    /// <summary>Minimises.</summary>
    /// <param name="at">A place within the bounds at which the function is finite; overwritten by the end.</param>
    /// <param name="function">The function.</param>
    /// <param name="most">The greatest number of evaluations.</param>
    /// <param name="least">The search ends when two steps in a row let the function fall by less.</param>
    /// <returns>The value at the end.</returns>
    public double Run(double[] at, SmoothFunction function, int most, double least)
    {
        double[] gradient = new double[_n], next = new double[_n], nextGradient = new double[_n];
        double value = function(at, gradient);
        int evaluations = 1, small = 0;
        bool isFresh = true;
        Reset(at, gradient);
        while (evaluations < most && small < 2)
        {
            if (!Solve(at, gradient))
            {
                return value;
            }

            double length = 1, nextValue = value;
            bool fell = false;
            for (int halving = 0; halving < MostHalvings && !fell && evaluations < most; halving++)
            {
                double slope = 0;
                for (int i = 0; i < _n; i++)
                {
                    next[i] = Math.Clamp(at[i] + (length * _direction[i]), _low[i], _high[i]);
                    slope += gradient[i] * (next[i] - at[i]);
                }

                if (slope >= 0)
                {
                    length /= 4;
                    continue;
                }

                nextValue = function(next, nextGradient);
                evaluations++;
                fell = nextValue <= value + (EnoughFall * slope);

                // The minimum of the parabola through both values and the slope, within safe limits.
                double bend = nextValue - value - slope;
                length *= double.IsFinite(bend) ? Math.Clamp(-slope / (2 * bend), 0.1, 0.5) : 0.25;
            }

            if (!fell)
            {
                if (isFresh)
                {
                    return value;
                }

                Reset(at, gradient);
                isFresh = true;
                continue;
            }

            for (int i = 0; i < _n; i++)
            {
                (_step[i], _change[i]) = (next[i] - at[i], nextGradient[i] - gradient[i]);
            }

            Update(isFresh);
            isFresh = false;
            small = value - nextValue < least ? small + 1 : 0;
            value = nextValue;
            next.CopyTo(at, 0);
            nextGradient.CopyTo(gradient, 0);
        }

        return value;
    }

    private void Reset(double[] at, double[] gradient)
    {
        double largest = 0;
        for (int i = 0; i < _n; i++)
        {
            largest = IsHeld(i, at, -gradient[i]) ? largest : Math.Max(largest, Math.Abs(gradient[i]));
        }

        SetDiagonal(Math.Max(largest, 1e-12) / FirstStep);
    }

    private void SetDiagonal(double value)
    {
        Array.Clear(_curvature);
        for (int i = 0; i < _n; i++)
        {
            _curvature[(i * _n) + i] = value;
        }
    }

    private bool IsHeld(int i, double[] at, double direction) =>
        _low[i] >= _high[i] || (at[i] <= _low[i] && direction <= 0) || (at[i] >= _high[i] && direction >= 0);

    /// <summary>Writes the quasi-Newton direction. Returns false if no number can move.</summary>
    private bool Solve(double[] at, double[] gradient)
    {
        _freeCount = 0;
        for (int i = 0; i < _n; i++)
        {
            if (!IsHeld(i, at, -gradient[i]))
            {
                _free[_freeCount++] = i;
            }
        }

        while (_freeCount > 0)
        {
            SolveFree(gradient);

            // A number at its bound may still be sent out of it by the others; without it, the step is shorter.
            int left = 0;
            for (int f = 0; f < _freeCount; f++)
            {
                int i = _free[f];
                if (!IsHeld(i, at, _direction[i]) || _direction[i] == 0)
                {
                    _free[left++] = i;
                }
            }

            if (left == _freeCount)
            {
                return true;
            }

            _freeCount = left;
        }

        return false;
    }

    private void SolveFree(double[] gradient)
    {
        int n = _freeCount;
        Array.Clear(_direction);
        for (int i = 0; i < n; i++)
        {
            double right = -gradient[_free[i]];
            for (int j = 0; j <= i; j++)
            {
                double sum = _curvature[(_free[i] * _n) + _free[j]];
                for (int k = 0; k < j; k++)
                {
                    sum -= _factor[(i * _n) + k] * _factor[(j * _n) + k];
                }

                // Rounding may leave a diagonal that is not positive; the damped update keeps the matrix itself so.
                _factor[(i * _n) + j] = i == j
                    ? Math.Sqrt(Math.Max(sum, 1e-12 * _curvature[(_free[i] * _n) + _free[i]]))
                    : sum / _factor[(j * _n) + j];
            }

            for (int k = 0; k < i; k++)
            {
                right -= _factor[(i * _n) + k] * _curved[k];
            }

            _curved[i] = right / _factor[(i * _n) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            double right = _curved[i];
            for (int k = i + 1; k < n; k++)
            {
                right -= _factor[(k * _n) + i] * _direction[_free[k]];
            }

            _direction[_free[i]] = right / _factor[(i * _n) + i];
        }
    }

    private void Update(bool isFresh)
    {
        double along = Dot(_step, _change);
        if (isFresh && along > 0)
        {
            // Only the first step shows the size of the curvature.
            SetDiagonal(Dot(_change, _change) / along);
        }

        for (int i = 0; i < _n; i++)
        {
            _curved[i] = Dot(_curvature.AsSpan(i * _n, _n), _step);
        }

        double bent = Dot(_step, _curved);
        if (bent <= 0)
        {
            return;
        }

        double share = along >= 0.2 * bent ? 1 : 0.8 * bent / (bent - along);
        for (int i = 0; i < _n; i++)
        {
            _change[i] = (share * _change[i]) + ((1 - share) * _curved[i]);
        }

        along = Dot(_step, _change);
        for (int i = 0; i < _n; i++)
        {
            double plus = _change[i] / along, minus = _curved[i] / bent;
            for (int j = 0; j < _n; j++)
            {
                _curvature[(i * _n) + j] += (plus * _change[j]) - (minus * _curved[j]);
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
