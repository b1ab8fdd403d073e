using Carousel.Jobs.Statistics;
using Carousel.Kernels;

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
    private const double EnoughFall = 1e-4, FirstStep = 0.05;
    private const int MostHalvings = 25;

    private readonly int _n;
    private readonly SmoothFunction _function;
    private readonly double[] _low, _high, _at, _gradient, _next, _nextGradient, _direction, _step, _change;
    private readonly double[] _curved;
    private readonly double[][] _curvature;
    private int _smallFalls;
    private bool _isFresh = true;

    /// <summary>Prepares, and evaluates the function at the start.</summary>
    /// <param name="function">The function.</param>
    /// <param name="start">A place within the bounds at which the function is finite; copied.</param>
    /// <param name="low">The lower bounds, possibly infinite; a number whose bounds are equal does not change. Null
    /// without bounds.</param>
    /// <param name="high">The upper bounds.</param>
    public BoxMinimizer(
        SmoothFunction function, ReadOnlySpan<double> start, double[]? low = null, double[]? high = null)
    {
        (_function, _at, _n) = (function, start.ToArray(), start.Length);
        _low = low ?? [.. _at.Select(_ => double.NegativeInfinity)];
        _high = high ?? [.. _at.Select(_ => double.PositiveInfinity)];
        (_gradient, _next, _nextGradient) = (new double[_n], new double[_n], new double[_n]);
        _curvature = [.. _at.Select(_ => new double[_n])];
        (_direction, _step, _change, _curved) = (new double[_n], new double[_n], new double[_n], new double[_n]);
        Value = function(_at, _gradient);
        Reset();
    }

    /// <summary>The place reached so far.</summary>
    public ReadOnlySpan<double> At => _at;

    /// <summary>The value there.</summary>
    public double Value { get; private set; }

    /// <summary>Whether the search has ended at a minimum, as far as it can tell.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Continues the search.</summary>
    /// <param name="most">The greatest number of evaluations of this call.</param>
    /// <param name="least">The search ends when two steps in a row let the function fall by less.</param>
    public void Advance(int most, double least)
    {
        for (int left = most; left > 0 && !HasEnded;)
        {
            if (!Solve())
            {
                HasEnded = true;
            }
            else if (TryStep(ref left, out double value))
            {
                for (int i = 0; i < _n; i++)
                {
                    (_step[i], _change[i]) = (_next[i] - _at[i], _nextGradient[i] - _gradient[i]);
                }

                Update();
                _isFresh = false;
                _smallFalls = Value - value < least ? _smallFalls + 1 : 0;
                HasEnded = _smallFalls > 1;
                Value = value;
                _next.CopyTo(_at, 0);
                _nextGradient.CopyTo(_gradient, 0);
            }
            else if (left > 0)
            {
                // A step along the gradient may still succeed where the collected curvature misleads.
                HasEnded = _isFresh;
                _isFresh = true;
                Reset();
            }
        }
    }

    private bool TryStep(ref int left, out double value)
    {
        double length = 1;
        value = Value;
        for (int halving = 0; halving < MostHalvings && left > 0; halving++)
        {
            double slope = 0;
            for (int i = 0; i < _n; i++)
            {
                _next[i] = Math.Clamp(_at[i] + (length * _direction[i]), _low[i], _high[i]);
                slope += _gradient[i] * (_next[i] - _at[i]);
            }

            if (slope >= 0)
            {
                // Only the projection onto the bounds can turn the direction upwards, and not in small steps.
                length /= 4;
                continue;
            }

            value = _function(_next, _nextGradient);
            left--;
            if (value <= Value + (EnoughFall * slope))
            {
                return true;
            }

            // The minimum of the parabola through both values and the slope, within safe limits.
            double bend = value - Value - slope;
            length *= double.IsFinite(bend) ? Math.Clamp(-slope / (2 * bend), 0.1, 0.5) : 0.25;
        }

        return false;
    }

    private void Reset()
    {
        double largest = 0;
        for (int i = 0; i < _n; i++)
        {
            largest = IsHeld(i, -_gradient[i]) ? largest : Math.Max(largest, Math.Abs(_gradient[i]));
        }

        SetDiagonal(Math.Max(largest, 1e-12) / FirstStep);
    }

    private void SetDiagonal(double value)
    {
        for (int i = 0; i < _n; i++)
        {
            Array.Clear(_curvature[i]);
            _curvature[i][i] = value;
        }
    }

    private bool IsHeld(int i, double direction) =>
        _low[i] >= _high[i] || (_at[i] <= _low[i] && direction <= 0) || (_at[i] >= _high[i] && direction >= 0);

    /// <summary>Writes the quasi-Newton direction. Returns false if no number can move.</summary>
    private bool Solve()
    {
        int[] free = [.. Enumerable.Range(0, _n).Where(i => !IsHeld(i, -_gradient[i]))];
        while (free.Length > 0)
        {
            SolveFree(free);

            // A number at its bound may still be sent out of it by the others; without it, the step is shorter.
            int[] left = [.. free.Where(i => !IsHeld(i, _direction[i]) || _direction[i] == 0)];
            if (left.Length == free.Length)
            {
                return true;
            }

            free = left;
        }

        return false;
    }

    private void SolveFree(int[] free)
    {
        double[,] curvature = new double[free.Length, free.Length];
        for (int i = 0; i < free.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                curvature[i, j] = _curvature[free[i]][free[j]];
            }
        }

        // Rounding may leave a pivot that is not positive; the damped update keeps the matrix itself so.
        double[] solved = CholeskyFactors.OfSemidefinite(curvature).Solve([.. free.Select(i => -_gradient[i])]);
        Array.Clear(_direction);
        for (int i = 0; i < free.Length; i++)
        {
            _direction[free[i]] = solved[i];
        }
    }

    private void Update()
    {
        double along = DoubleSums.Dot(_step, _change);
        if (_isFresh && along > 0)
        {
            // Only the first step shows the size of the curvature.
            SetDiagonal(DoubleSums.Dot(_change, _change) / along);
        }

        for (int i = 0; i < _n; i++)
        {
            _curved[i] = DoubleSums.Dot(_curvature[i], _step);
        }

        double bent = DoubleSums.Dot(_step, _curved);
        if (bent <= 0)
        {
            return;
        }

        double share = along >= 0.2 * bent ? 1 : 0.8 * bent / (bent - along);
        for (int i = 0; i < _n; i++)
        {
            _change[i] = (share * _change[i]) + ((1 - share) * _curved[i]);
        }

        along = DoubleSums.Dot(_step, _change);
        for (int i = 0; i < _n; i++)
        {
            DoubleSums.Add(_curvature[i], _change, _change[i] / along);
            DoubleSums.Add(_curvature[i], _curved, -_curved[i] / bent);
        }
    }
}
