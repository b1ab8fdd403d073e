using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>Forecasts of a past in closed form, and how each erred on the last part of the past.</summary>
/// <remarks>
/// In this order: one, two and the mean of up to six long seasons back; one and the mean of up to six short seasons
/// back; the last value; the mean of the last eight; one long season back, moved by the mean of the last eight errors;
/// the same, moved by the smoothed errors; damped smoothing; a regression on a few lags; a regression on many lags,
/// whose penalty is chosen on the last part of the past; the same on the deviations from a <see cref="PastProfile"/>.
/// </remarks>
internal sealed class PastBases
{
    private const int MostCycles = 6, FewLags = 12, MostLags = 168, Recent = 8, Origins = 4, LeastRows = 24,
        LeastHeldOut = 16, MostHeldOut = 192, FurtherLags = 10;

    private readonly PastSmoothing _level = new(), _seasonal = new();
    private readonly PastRegression _few = new(FewLags + FurtherLags), _many = new(MostLags + FurtherLags),
        _profiled = new(MostLags + FurtherLags);
    private readonly PastProfile _profile = new();
    private readonly float[] _room = new float[(2 * LongestSeason) + 8 + Horizon], _damped = new float[Horizon];
    private readonly float[] _forecasts = new float[Bases * Horizon];
    private PastValues _past = null!;
    private PastSeasons _seasons = null!;
    private int _long, _short;
    private bool _hasFew, _hasMany, _hasProfiled;
    private float _low, _high;

    /// <summary>The bases.</summary>
    public PastBases() => PastSmoothing.Damped(_damped);

    /// <summary>
    /// Errors of the bases on the past, [<see cref="BaseErrors"/>]: mean absolute errors of the first patch, then of
    /// the rest; NaN where they can't be measured.
    /// </summary>
    public float[] Errors { get; } = new float[BaseErrors];

    private static ReadOnlySpan<double> Penalties => [1e-5, 1e-3, 3e-2];

    /// <summary>Fits all bases to a past.</summary>
    /// <param name="past">The past.</param>
    /// <param name="seasons">Its seasons.</param>
    public void Fit(PastValues past, PastSeasons seasons)
    {
        (_past, _seasons, _long, _short) = (past, seasons, seasons.Long, seasons.Short);
        float range = past.Most - past.Least + 0.1f;
        (_low, _high) = (past.Least - (0.6f * range), past.Most + (0.6f * range));
        _level.Fit(past, 0);
        _seasonal.Fit(past, _long);
        FitFew();
        _hasMany = _hasProfiled = true;
        _hasMany = FitRidge(11, _many, _past);
        _hasProfiled = FitRidge(12, _profiled, _profile);
        Measure();
    }

    /// <summary>Whether a base can forecast from a row.</summary>
    /// <param name="number">Its place in the order of the remarks.</param>
    /// <param name="origin">The first row that is forecast.</param>
    public bool IsThere(int number, int origin) =>
        number switch
        {
            0 or 2 or 7 or 8 => origin - _long >= _past.First,
            1 => origin - (2 * _long) >= _past.First,
            3 or 4 => origin - _short >= _past.First,
            10 => _hasFew,
            11 => _hasMany,
            12 => _hasProfiled,
            _ => true,
        };

    /// <summary>All forecasts from a row; 0 where a base is not there.</summary>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="forecasts">[<see cref="Bases"/>, steps].</param>
    public void Forecast(int origin, int steps, Span<float> forecasts)
    {
        for (int number = 0; number < Bases; number++)
        {
            Span<float> row = forecasts.Slice(number * steps, steps);
            if (IsThere(number, origin))
            {
                ForecastOne(number, origin, row);
            }
            else
            {
                row.Clear();
            }
        }
    }

    private void ForecastOne(int number, int origin, Span<float> row)
    {
        switch (number)
        {
            case 10:
                _few.Forecast(_past, origin, _low, _high, _room, row);
                return;
            case 11:
                _many.Forecast(_past, origin, _low, _high, _room, row);
                return;
            case 12:
                _profiled.Forecast(_profile, origin, -50, 50, _room, row);
                for (int h = 0; h < row.Length; h++)
                {
                    row[h] = Math.Clamp(row[h] + _profile.At(origin + h), _low, _high);
                }

                return;
            case 5 or 6:
                row.Fill(number == 5 ? _past[origin - 1] : MeanOf(origin, 0));
                return;
            default:
                float moved = number == 7 ? MeanOf(origin, _long) : number == 8 ? _seasonal.At(origin, 0) : 0;
                for (int h = 0; h < row.Length; h++)
                {
                    row[h] = number switch
                    {
                        1 => Cycle(origin, h, _long, 2),
                        2 => Cycles(origin, h, _long),
                        3 => Cycle(origin, h, _short, 1),
                        4 => Cycles(origin, h, _short),
                        9 => Math.Clamp(_level.At(origin, _damped[h]), _low, _high),
                        _ => Cycle(origin, h, _long, 1) + moved,
                    };
                }

                return;
        }
    }

    // The value a number of seasons before a step ahead, the first that is already known.
    private float Cycle(int origin, int step, int season, int back)
    {
        int row = origin + step - (((step / season) + back) * season);
        return _past[Math.Max(row, _past.First)];
    }

    private float Cycles(int origin, int step, int season)
    {
        int row = origin + step - (((step / season) + 1) * season), count = 0;
        float sum = 0;
        for (; count < MostCycles && row >= _past.First; count++, row -= season)
        {
            sum += _past[row];
        }

        return count == 0 ? _past[_past.First] : sum / count;
    }

    // The mean of the last values, or of the last differences to a season before.
    private float MeanOf(int origin, int season)
    {
        float sum = 0;
        int count = 0;
        for (int row = origin - 1; count < Recent && row - season >= _past.First; row--, count++)
        {
            sum += _past[row] - (season > 0 ? _past[row - season] : 0);
        }

        return count == 0 ? 0 : sum / count;
    }

    private int StartOf(PastRegression regression, int first) =>
        first + Math.Min(regression.LongestLag, (_past.End - first) / 2);

    private void FitFew()
    {
        int n = _past.Length;
        _hasFew = n >= LeastRows;
        if (_hasFew)
        {
            SetLags(_few, FewLags);
            int start = StartOf(_few, _past.First);
            _few.Sum(_past, start, _past.End);
            _hasFew = _few.Solve((0.001 * (_past.End - start)) + 1.5);
        }
    }

    // The penalty is chosen on the rows held out, and its errors there are those of a fit that did not see them.
    private bool FitRidge(int number, PastRegression ridge, PastRows rows)
    {
        int lags = Math.Min(MostLags, (_past.End - _past.Oldest) / 4), held = HeldOut();
        if (lags <= FewLags + 2)
        {
            return false;
        }

        SetLags(ridge, lags);
        int start = StartOf(ridge, _past.Oldest), end = _past.End - held;
        SumRidge(ridge, rows, start, end);
        (double penalty, double least) = (0, double.PositiveInfinity);
        foreach (double candidate in Penalties)
        {
            if (ridge.Solve(PenaltyOf(candidate, end - start)))
            {
                (float near, float far) = ErrorOf(number, held);
                double error = near + (float.IsNaN(far) ? near : far);
                if (error < least)
                {
                    (penalty, least) = (candidate, error);
                    (Errors[number], Errors[Bases + number]) = (near, far);
                }
            }
        }

        SumRidge(ridge, rows, start, _past.End);
        return double.IsFinite(least) && ridge.Solve(PenaltyOf(penalty, _past.End - start));
    }

    private void SumRidge(PastRegression ridge, PastRows rows, int start, int end)
    {
        if (rows == _profile)
        {
            _profile.Fit(_past, _seasons, end);
        }

        ridge.Sum(rows, start, end);
    }

    private static double PenaltyOf(double share, int rows) => (share * rows) + (100 * share);

    private void SetLags(PastRegression regression, int dense) =>
        regression.SetLags(
            dense, _long - 1, _long, _long + 1, 2 * _long, _short - 1, _short, _short + 1, 2 * _short, _long + _short,
            _long - _short);

    private int HeldOut() => Math.Clamp(_past.Length / 4, LeastHeldOut, MostHeldOut);

    private void Measure()
    {
        int held = HeldOut();
        for (int number = 0; number < Bases; number++)
        {
            if (!(number == 11 && _hasMany) && !(number == 12 && _hasProfiled))
            {
                (Errors[number], Errors[Bases + number]) = ErrorOf(number, held);
            }
        }
    }

    // Mean absolute errors from several origins within the rows held out: of the first patch ahead, and of the rest.
    private (float Near, float Far) ErrorOf(int number, int held)
    {
        int steps = Math.Min(Horizon, Math.Max(Recent, held / 2));
        double near = 0, far = 0;
        int nears = 0, fars = 0;
        Span<float> row = _forecasts.AsSpan(0, steps);
        for (int k = 0; k < Origins; k++)
        {
            int origin = _past.End - held + (k * (held - steps) / (Origins - 1));
            if (origin - _past.First < Recent || !IsThere(number, origin))
            {
                continue;
            }

            ForecastOne(number, origin, row);
            for (int h = 0; h < steps; h++)
            {
                if (_past.IsKnown(origin + h))
                {
                    double error = Math.Abs(_past[origin + h] - row[h]);
                    (near, nears) = h < Patch ? (near + error, nears + 1) : (near, nears);
                    (far, fars) = h < Patch ? (far, fars) : (far + error, fars + 1);
                }
            }
        }

        return (nears == 0 ? float.NaN : (float)(near / nears), fars == 0 ? float.NaN : (float)(far / fars));
    }
}
