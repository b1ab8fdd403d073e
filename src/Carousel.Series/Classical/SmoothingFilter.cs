namespace Carousel.Classical;

/// <summary>
/// Runs the states of exponential smoothing over a series, and gives minus the logarithm of the likelihood with its
/// gradient in the parameters and the initial states.
/// </summary>
/// <remarks>
/// Hyndman, Koehler, Ord and Snyder 2008, table 2.2 and equation 5.1. With p = φb, q = l + p and r = y − μ:
/// without a multiplicative season μ = q + s, l' = q + αr, b' = p + βr, s' = s + γr for both kinds of error;
/// with one μ = q·s, l' = q + αr / s, b' = p + βr / s, s' = s + γr / q.
/// Additive errors are ε = r, multiplicative ones ε = r / μ. At a missing value r is 0.
/// </remarks>
internal sealed class SmoothingFilter
{
    // Errors of this size relative to the values are rounding: the likelihood of a perfect fit stays finite.
    private const double Rounding = 1e-10;

    private readonly double[] _values;
    private readonly int _season;
    private readonly bool _isRelative, _multiplies;
    private readonly double _floor;
    private readonly double[] _levels, _trends, _seasons, _errors, _slots, _slotGradient;

    /// <summary>Prepares a series.</summary>
    /// <param name="values">The values in order of time, NaN where missing.</param>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 for a form without a season.</param>
    public SmoothingFilter(ReadOnlySpan<double> values, SmoothingForm form, int season)
    {
        _values = values.ToArray();
        _season = season;
        _isRelative = form.Error == SmoothingError.Multiplicative;
        _multiplies = form.Season == SmoothingSeason.Multiplicative;
        _levels = new double[values.Length];
        _trends = new double[values.Length];
        _seasons = new double[values.Length];
        _errors = new double[values.Length];
        (_slots, _slotGradient) = (new double[season], new double[season]);
        double squares = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                Count++;
                squares += value * value;
            }
        }

        _floor = Rounding * Rounding * (_isRelative ? Count : squares);
    }

    /// <summary>The number of values that are not missing.</summary>
    public int Count { get; }

    /// <summary>Σε² of the last run.</summary>
    public double Squares { get; private set; }

    /// <summary>The level after the last run.</summary>
    public double Level { get; private set; }

    /// <summary>The trend after the last run.</summary>
    public double Trend { get; private set; }

    /// <summary>[season]: the indices after the last run; the one of row t has place t mod season.</summary>
    public ReadOnlySpan<double> Seasons => _slots;

    /// <summary>The logarithm of the likelihood at given parameters; −∞ where a forecast is not positive although
    /// the form needs it.</summary>
    /// <param name="at">Parameters and initial states, see <see cref="SmoothingValues"/>.</param>
    public double LogLikelihood(ReadOnlySpan<double> at) =>
        -Deviance(at) - (Count / 2.0 * (Math.Log(2 * Math.PI) + 1));

    /// <summary>Minus the logarithm of the likelihood, without its constants: n / 2·log(Σε² / n) + Σ log μ, the sum
    /// of logarithms only for multiplicative errors.</summary>
    /// <param name="at">Parameters and initial states.</param>
    public double Deviance(ReadOnlySpan<double> at)
    {
        if (!Run(at, stops: true))
        {
            return double.PositiveInfinity;
        }

        double logarithms = 0;
        if (_isRelative)
        {
            // One logarithm per few values: the product stays far inside the range of numbers.
            double product = 1;
            for (int t = 0; t < _values.Length; t++)
            {
                if (!double.IsNaN(_values[t]))
                {
                    product *= _values[t] - _errors[t];
                    if (product is > 1e100 or < 1e-100)
                    {
                        logarithms += Math.Log(product);
                        product = 1;
                    }
                }
            }

            logarithms += Math.Log(product);
        }

        return (Count / 2.0 * Math.Log((Squares + _floor) / Count)) + logarithms;
    }

    /// <summary>As <see cref="Deviance(ReadOnlySpan{double})"/>, with the gradient.</summary>
    /// <param name="at">Parameters and initial states.</param>
    /// <param name="gradient">As long as <paramref name="at"/>, overwritten.</param>
    public double Deviance(ReadOnlySpan<double> at, Span<double> gradient)
    {
        double value = Deviance(at);
        if (double.IsFinite(value))
        {
            Backward(at, gradient);
        }

        return value;
    }

    /// <summary>Runs the states over the values.</summary>
    /// <param name="at">Parameters and initial states.</param>
    /// <param name="stops">Whether to end where a forecast of a form with multiplicative parts is not positive;
    /// otherwise its value counts as missing if the states cannot be divided.</param>
    /// <returns>Whether the run came to the end.</returns>
    public bool Run(ReadOnlySpan<double> at, bool stops)
    {
        (double alpha, double beta, double gamma, double damping) = Rates(at);
        double level = at[SmoothingValues.Level], trend = at[SmoothingValues.Trend], squares = 0;
        at.Slice(SmoothingValues.Season, _season).CopyTo(_slots);
        int slot = 0;
        bool isPositive = _isRelative || _multiplies;
        for (int t = 0; t < _values.Length; t++)
        {
            double season = _slots[slot], moved = damping * trend, ahead = level + moved;
            double mean = _multiplies ? ahead * season : ahead + season;
            double error = double.IsNaN(_values[t]) ? 0 : _values[t] - mean;
            if (isPositive && !(mean > 0 && ahead > 0))
            {
                if (stops)
                {
                    return false;
                }

                error = _multiplies ? 0 : error;
            }

            (_levels[t], _trends[t], _seasons[t], _errors[t]) = (level, trend, season, error);
            double relative = _isRelative ? error / mean : error;
            squares += relative * relative;
            double own = _multiplies ? error / season : error;
            level = ahead + (alpha * own);
            trend = moved + (beta * own);
            _slots[slot] = season + (gamma * (_multiplies ? error / ahead : error));
            slot = slot + 1 == _season ? 0 : slot + 1;
        }

        (Level, Trend, Squares) = (level, trend, squares);
        return true;
    }

    /// <summary>α, β, γ and φ.</summary>
    /// <param name="at">Parameters and initial states.</param>
    public static (double Alpha, double Beta, double Gamma, double Damping) Rates(ReadOnlySpan<double> at)
    {
        double alpha = at[SmoothingValues.Rate];
        return (
            alpha, alpha * at[SmoothingValues.TrendShare], (1 - alpha) * at[SmoothingValues.SeasonShare],
            at[SmoothingValues.Damping]);
    }

    /// <summary>The derivatives, from the last value to the first; d… is the derivative of the deviance.</summary>
    private void Backward(ReadOnlySpan<double> at, Span<double> gradient)
    {
        (double alpha, double beta, double gamma, double damping) = Rates(at);
        double ofSquare = Count / (Squares + _floor), dLevel = 0, dTrend = 0;
        double dAlpha = 0, dBeta = 0, dGamma = 0, dDamping = 0;
        Array.Clear(_slotGradient);
        int slot = (_values.Length - 1) % _season;
        for (int t = _values.Length - 1; t >= 0; t--)
        {
            double trend = _trends[t], season = _seasons[t], error = _errors[t];
            double ahead = _levels[t] + (damping * trend), mean = _multiplies ? ahead * season : ahead + season;
            double dError = 0, dMean = 0, dNext = _slotGradient[slot];
            if (!double.IsNaN(_values[t]))
            {
                double relative = _isRelative ? error / mean : error;
                dError = ofSquare * relative;
                if (_isRelative)
                {
                    dMean = (1 - (dError * relative)) / mean;
                    dError /= mean;
                }
            }

            double both = (alpha * dLevel) + (beta * dTrend), dAhead = dLevel, dSeason = dNext;
            if (_multiplies)
            {
                double perSeason = error / season, perLevel = error / ahead;
                dAlpha += perSeason * dLevel;
                dBeta += perSeason * dTrend;
                dGamma += perLevel * dNext;
                dError += (both / season) + (gamma * dNext / ahead);
                dSeason -= both * perSeason / season;
                dAhead -= gamma * dNext * perLevel / ahead;
            }
            else
            {
                dAlpha += error * dLevel;
                dBeta += error * dTrend;
                dGamma += error * dNext;
                dError += both + (gamma * dNext);
            }

            // A missing value has the error 0 whatever the mean is.
            dMean -= double.IsNaN(_values[t]) ? 0 : dError;
            dAhead += _multiplies ? dMean * season : dMean;
            _slotGradient[slot] = dSeason + (_multiplies ? dMean * ahead : dMean);
            double dMoved = dAhead + dTrend;
            dDamping += trend * dMoved;
            (dLevel, dTrend) = (dAhead, damping * dMoved);
            slot = slot == 0 ? _season - 1 : slot - 1;
        }

        gradient[SmoothingValues.Rate] = dAlpha + (dBeta * at[SmoothingValues.TrendShare])
            - (dGamma * at[SmoothingValues.SeasonShare]);
        gradient[SmoothingValues.TrendShare] = dBeta * alpha;
        gradient[SmoothingValues.SeasonShare] = dGamma * (1 - alpha);
        gradient[SmoothingValues.Damping] = dDamping;
        gradient[SmoothingValues.Level] = dLevel;
        gradient[SmoothingValues.Trend] = dTrend;
        _slotGradient.CopyTo(gradient[SmoothingValues.Season..]);
    }
}
