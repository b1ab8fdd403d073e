namespace Carousel.Classical;

/// <summary>
/// Kalman filter of the values before differencing, whose state has the last d + D·m levels after that of the
/// differenced series (Harvey 1989, section 3.3). A missing value costs nothing but its own information.
/// </summary>
/// <remarks>
/// Only the part of the covariance on and above its diagonal is kept. Its shifts replace products of matrices, so a
/// step costs O(r²); rows of levels that were observed are zero and cost almost nothing.
/// </remarks>
internal sealed class ArimaLevelFilter
{
    /// <summary>Variance of unknown first levels, relative to that of the process.</summary>
    private const double Diffuse = 1e6;

    /// <summary>
    /// Innovations with more than this share of the variance of unknown levels are those that determine the levels.
    /// They are not part of the likelihood.
    /// </summary>
    private const double Unknown = 1e-3;

    private readonly ArimaCoefficients _model;
    private readonly double[] _ar, _differencing;
    private readonly int[] _places;
    private readonly int _r, _size;
    private readonly double _diffuse, _known;
    private readonly double[] _start, _loading, _zero;
    private double[] _covariance, _moved;

    /// <summary>Prepares a filter.</summary>
    /// <param name="model">The coefficients.</param>
    /// <param name="differencing">Coefficients δ of the differencing, from <see cref="ArimaPolynomials"/>.</param>
    public ArimaLevelFilter(ArimaCoefficients model, double[] differencing)
    {
        (_model, _differencing, _r) = (model, differencing, model.States);
        _places = ArimaPolynomials.NonZero(differencing);
        _size = _r + differencing.Length;
        _ar = new double[_r];
        model.FullAr.CopyTo(_ar, 0);
        _start = new double[_r];
        _zero = new double[_size];
        _loading = new double[_r];
        for (int i = 0; i < _r; i++)
        {
            _loading[i] = ArimaStart.Loading(model, i);
        }

        _covariance = new double[_size * _size];
        _moved = new double[_size * _size];
        IsStationary = ArimaStart.TryColumn(model, _start);
        _diffuse = Diffuse * Math.Max(10, _start[0]);
        _known = Unknown * _diffuse;
    }

    /// <summary>Whether the process is stationary; otherwise the filter cannot run.</summary>
    public bool IsStationary { get; }

    /// <summary>Runs over a series.</summary>
    /// <param name="levels">The values, NaN if missing, near zero at the beginning.</param>
    /// <param name="regressor">[T + H], values whose coefficient is the mean; may be empty.</param>
    /// <param name="predicted">[H], overwritten by predictions of the H steps after the values.</param>
    /// <param name="predictedRegressor">[H], overwritten by those of the regressor.</param>
    /// <param name="variance">
    /// [H], overwritten by variances of the predictions in units of σ²; infinite if a level is still unknown.
    /// </param>
    public ArimaLikelihood Run(
        ReadOnlySpan<double> levels, ReadOnlySpan<double> regressor, Span<double> predicted,
        Span<double> predictedRegressor, Span<double> variance)
    {
        Begin();
        double[] state = new double[_size], other = new double[_size], column = new double[_size];
        double logs = 0, squares = 0, cross = 0, otherSquares = 0;
        int count = 0;
        for (int t = 0; t < levels.Length + predicted.Length; t++)
        {
            double ahead = Value(state), f = Column(column);
            double otherAhead = regressor.IsEmpty ? 0 : Value(other);
            if (t >= levels.Length)
            {
                predicted[t - levels.Length] = ahead;
                predictedRegressor[t - levels.Length] = otherAhead;
                variance[t - levels.Length] = f > _known ? double.PositiveInfinity : f;
            }
            else if (!double.IsNaN(levels[t]))
            {
                double error = levels[t] - ahead, otherError = regressor.IsEmpty ? 0 : regressor[t] - otherAhead;
                if (f <= _known)
                {
                    count++;
                    logs += Math.Log(f);
                    squares += error * error / f;
                    cross += error * otherError / f;
                    otherSquares += otherError * otherError / f;
                }

                Update(state, other, column, error / f, otherError / f, f);

                // An observed value is known without error.
                f = 0;
                Array.Clear(column);
            }

            Advance(state);
            if (!regressor.IsEmpty)
            {
                Advance(other);
            }

            AdvanceCovariance(column, f);
        }

        return new ArimaLikelihood(count, logs, squares, cross, otherSquares);
    }

    private void Begin()
    {
        Array.Clear(_covariance);
        ArimaStart.Fill(_model, _start, _covariance, _size);
        for (int i = _r; i < _size; i++)
        {
            _covariance[(i * _size) + i] = _diffuse;
        }
    }

    /// <summary>The value of a state: its first element and the differencing of the levels.</summary>
    private double Value(ReadOnlySpan<double> state)
    {
        double sum = state[0];
        foreach (int k in _places)
        {
            sum += _differencing[k] * state[_r + k];
        }

        return sum;
    }

    /// <summary>Covariances of the states with the value; returns the variance of the value.</summary>
    private double Column(double[] column)
    {
        _covariance.AsSpan(0, _size).CopyTo(column);
        foreach (int k in _places)
        {
            double factor = _differencing[k];
            int place = _r + k;
            for (int i = 0; i <= place; i++)
            {
                column[i] += factor * _covariance[(i * _size) + place];
            }

            for (int j = place + 1; j < _size; j++)
            {
                column[j] += factor * _covariance[(place * _size) + j];
            }
        }

        return Value(column);
    }

    private void Update(double[] state, double[] other, double[] column, double share, double otherShare, double f)
    {
        for (int i = 0; i < _size; i++)
        {
            double value = column[i];
            if (value == 0)
            {
                continue;
            }

            state[i] += value * share;
            other[i] += value * otherShare;
            double factor = value / f;
            Span<double> row = _covariance.AsSpan((i * _size) + i, _size - i);
            ReadOnlySpan<double> right = column.AsSpan(i, row.Length);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] -= factor * right[j];
            }
        }
    }

    private void Advance(double[] state)
    {
        double first = state[0], value = Value(state);
        for (int i = 0; i < _r; i++)
        {
            state[i] = (_ar[i] * first) + (i + 1 < _r ? state[i + 1] : 0);
        }

        for (int i = _size - 1; i > _r; i--)
        {
            state[i] = state[i - 1];
        }

        if (_size > _r)
        {
            state[_r] = value;
        }
    }

    /// <summary>P ← TPTᵀ + RRᵀ.</summary>
    /// <param name="column">Covariances of the states with the value, after its observation.</param>
    /// <param name="f">Variance of the value, after its observation.</param>
    private void AdvanceCovariance(double[] column, double f)
    {
        ReadOnlySpan<double> first = _covariance.AsSpan(0, _size);
        int r = _r, levels = _size - r;
        for (int i = 0; i < r; i++)
        {
            bool isLast = i + 1 == r;
            double ar = _ar[i], cross = (ar * first[0]) + (isLast ? 0 : first[i + 1]);
            Span<double> next = _moved.AsSpan(i * _size, _size);
            ReadOnlySpan<double> below = isLast ? _zero : _covariance.AsSpan((i + 1) * _size, _size);
            for (int j = i; j < r - 1; j++)
            {
                next[j] = (_ar[j] * cross) + (ar * first[j + 1]) + below[j + 1] + (_loading[i] * _loading[j]);
            }

            next[r - 1] = (_ar[r - 1] * cross) + (_loading[i] * _loading[r - 1]);
            if (levels > 0)
            {
                next[r] = (ar * column[0]) + (isLast ? 0 : column[i + 1]);
            }

            for (int j = r + 1; j < _size; j++)
            {
                next[j] = (ar * first[j - 1]) + below[j - 1];
            }
        }

        if (levels > 0)
        {
            _moved[(r * _size) + r] = f;
            column.AsSpan(r, levels - 1).CopyTo(_moved.AsSpan((r * _size) + r + 1));
        }

        for (int i = r + 1; i < _size; i++)
        {
            _covariance.AsSpan(((i - 1) * _size) + i - 1, _size - i).CopyTo(_moved.AsSpan((i * _size) + i));
        }

        (_covariance, _moved) = (_moved, _covariance);
    }
}
