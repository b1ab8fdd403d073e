namespace Carousel.Classical;

/// <summary>
/// Exponential smoothing as a model of states (ETS) with parameters and initial states of maximum likelihood; the form
/// is given or chosen by the corrected criterion of Akaike.
/// </summary>
/// <remarks>
/// Hyndman, Koehler, Ord and Snyder 2008; choice of the form as in Hyndman and Khandakar 2008. A form is tried if
/// there are more values than its parameters with the variance and one; seasonal forms need two seasons. A season of
/// more than 24 steps has too many initial states. Forms without a season are then fitted to the values, and to the
/// values without the season of an additive and of a multiplicative classical decomposition. Its indices count as
/// parameters, and the criterion chooses. The variance of the errors is Σε² / (n − parameters), where the parameters
/// leave any.
/// </remarks>
internal sealed class ExponentialSmoothing : IClassicalModel
{
    /// <summary>The longest season that has states, in steps.</summary>
    public const int LongestSeason = 24;

    private readonly double[] _at;
    private readonly int _season;
    private readonly SeasonalAdjustment? _adjustment;

    /// <summary>A model with given parameters and initial states.</summary>
    /// <param name="history">The values in order of time, NaN where missing.</param>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 for a form without one.</param>
    /// <param name="at">Parameters and initial states, see <see cref="SmoothingValues"/>.</param>
    /// <param name="adjustment">A season that is too long for states; null without one.</param>
    internal ExponentialSmoothing(
        ReadOnlySpan<double> history, SmoothingForm form, int season, double[] at, SeasonalAdjustment? adjustment)
    {
        (Form, _season, _at, _adjustment) = (form, season, at, adjustment);
        var filter = new SmoothingFilter(adjustment?.Adjust(history) ?? history, form, season);
        bool isConstant = ClassicalSeries.IsConstant(history);
        LogLikelihood = isConstant ? double.PositiveInfinity
            : filter.LogLikelihood(at) - (adjustment?.LogScale(history) ?? 0);
        int parameters = form.Parameters(season) + (adjustment?.Parameters ?? 0);
        Aicc = ClassicalSeries.Aicc(LogLikelihood, filter.Count, parameters + 1);
        filter.Run(at, stops: false);
        Variance = isConstant ? 0 : filter.Squares / Math.Max(1, filter.Count - parameters);
    }

    /// <summary>The form.</summary>
    public SmoothingForm Form { get; }

    /// <summary>Logarithm of the likelihood of the fitted values; infinite for a constant series.</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's criterion with the correction for few values; smaller is better. Negative and infinite for a
    /// constant series; positive and infinite where the values are too few for the correction.</summary>
    public double Aicc { get; }

    /// <summary>The variance of the errors: relative ones if they are multiplicative.</summary>
    public double Variance { get; }

    /// <summary>Parameters and initial states, see <see cref="SmoothingValues"/>.</summary>
    public ReadOnlySpan<double> Parameters => _at;

    /// <summary>Fits all forms that the values allow, and takes the one with the smallest criterion.</summary>
    /// <param name="history">The values in order of time, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <exception cref="ArgumentException">Fewer than three values, or a value that is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The season is less than 1.</exception>
    public static ExponentialSmoothing Fit(ReadOnlySpan<double> history, int season)
    {
        int count = ClassicalSeries.Check(history, season);
        if (ClassicalSeries.IsConstant(history))
        {
            return Constant(history);
        }

        bool isPositive = ClassicalSeries.IsPositive(history);
        ExponentialSmoothing? best = null;
        foreach (SeasonalAdjustment? adjustment in Adjustments(history, season))
        {
            double[] values = adjustment?.Adjust(history) ?? history.ToArray();
            var fits = new List<(SmoothingForm Form, double[] At)>();
            foreach (SmoothingForm form in SmoothingForm.All)
            {
                bool isSeasonal = form.Season != SmoothingSeason.None;
                int length = isSeasonal ? season : 1;
                int parameters = form.Parameters(length) + (adjustment?.Parameters ?? 0) + 1;
                bool isAllowed = (!isSeasonal || season is > 1 and <= LongestSeason)
                    && (!form.NeedsPositive || (isPositive && ClassicalSeries.IsPositive(values)))
                    && (count > parameters + 1 || (form == default && adjustment is null));
                if (isAllowed && SmoothingFit.Run(values, form, length, Others(fits, form)) is { } at)
                {
                    fits.Add((form, at));
                    var next = new ExponentialSmoothing(history, form, length, at, adjustment);
                    best = best is null || next.Aicc < best.Aicc ? next : best;
                }
            }
        }

        return best!;
    }

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        var filter = new SmoothingFilter(_adjustment?.Adjust(history) ?? history, Form, _season);
        filter.Run(_at, stops: false);
        bool multiplies = Form.Season == SmoothingSeason.Multiplicative;
        double[] seasons = new double[mean.Length];
        Array.Fill(seasons, 1);
        double damping = _at[SmoothingValues.Damping], power = 1, damped = 0;
        for (int h = 0; h < mean.Length; h++)
        {
            power *= damping;
            damped += power;
            double index = filter.Seasons[(history.Length + h) % _season];
            mean[h] = filter.Level + (damped * filter.Trend) + (multiplies ? 0 : index);
            seasons[h] = multiplies ? index : 1;
        }

        SmoothingVariance.Write(Form, _at, _season, Variance, mean, seasons, deviation);
        for (int h = 0; h < mean.Length; h++)
        {
            mean[h] *= seasons[h];
        }

        _adjustment?.Restore(history.Length, mean, deviation);
    }

    private static ExponentialSmoothing Constant(ReadOnlySpan<double> history)
    {
        double[] at = new double[SmoothingValues.Season + 1];
        (at[SmoothingValues.Rate], at[SmoothingValues.Damping]) = (0.5, 1);
        at[SmoothingValues.Level] = history[ClassicalSeries.FirstRow(history)];
        return new ExponentialSmoothing(history, default, 1, at, null);
    }

    /// <summary>Null for no adjustment, then those of a season that is too long for states.</summary>
    internal static List<SeasonalAdjustment?> Adjustments(ReadOnlySpan<double> history, int season)
    {
        List<SeasonalAdjustment?> adjustments = [null];
        foreach (bool isMultiplicative in new[] { false, true })
        {
            if (season > LongestSeason && (!isMultiplicative || ClassicalSeries.IsPositive(history))
                && SeasonalAdjustment.Of(history, season, isMultiplicative) is { } adjustment)
            {
                adjustments.Add(adjustment);
            }
        }

        return adjustments;
    }

    /// <summary>The fits of the same season with the other error, and with the next simpler trend.</summary>
    private static IEnumerable<double[]> Others(List<(SmoothingForm Form, double[] At)> fits, SmoothingForm form) =>
        from fit in fits
        where fit.Form.Season == form.Season && fit.Form.Trend >= form.Trend - 1
        select fit.At;
}
