namespace Carousel.Classical;

/// <summary>
/// Kalman filter of the values before differencing, whose state has the last d + D·m levels after that of the
/// differenced series (Harvey 1989, section 3.3). A missing value costs nothing but its own information.
/// </summary>
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
    private readonly double[] _ar;
    private readonly double[] _differencing;
    private readonly int[] _places;
    private readonly int _r;
    private readonly int _size;
    private readonly double _diffuse;
    private readonly double _known;
    private readonly double[] _start;
    private double[] _covariance;
    private double[] _moved;

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
            }

            Advance(state);
            if (!regressor.IsEmpty)
            {
                Advance(other);
            }

            AdvanceCovariance();
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
        for (int i = 0; i < _size; i++)
        {
            column[i] = Value(_covariance.AsSpan(i * _size, _size));
        }

        return Value(column);
    }

    private void Update(double[] state, double[] other, double[] column, double share, double otherShare, double f)
    {
        for (int i = 0; i < _size; i++)
        {
            state[i] += column[i] * share;
            other[i] += column[i] * otherShare;
            double factor = column[i] / f;
            Span<double> row = _covariance.AsSpan(i * _size, _size);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] -= factor * column[j];
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

    /// <summary>P ← TPTᵀ + RRᵀ, with two passes of T over the rows: (T(TP)ᵀ)ᵀ is TPTᵀ because P is symmetric.</summary>
    private void AdvanceCovariance()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            MoveRowsTransposed();
            (_covariance, _moved) = (_moved, _covariance);
        }

        for (int i = 0; i < _r; i++)
        {
            double loading = ArimaStart.Loading(_model, i);
            if (loading == 0)
            {
                continue;
            }

            _covariance[i * _size] += loading;
            foreach (int k in _model.MaPlaces)
            {
                _covariance[(i * _size) + k + 1] += loading * _model.FullMa[k];
            }
        }
    }

    /// <summary>Writes (P·Tᵀ) of the covariance, transposed, so that two calls are one step of the state.</summary>
    private void MoveRowsTransposed()
    {
        for (int j = 0; j < _size; j++)
        {
            ReadOnlySpan<double> row = _covariance.AsSpan(j * _size, _size);
            double first = row[0];
            for (int i = 0; i < _r; i++)
            {
                _moved[(i * _size) + j] = (_ar[i] * first) + (i + 1 < _r ? row[i + 1] : 0);
            }

            if (_size > _r)
            {
                _moved[(_r * _size) + j] = Value(row);
            }

            for (int i = _r + 1; i < _size; i++)
            {
                _moved[(i * _size) + j] = row[i - 1];
            }
        }
    }
}
