namespace Carousel.Classical;

/// <summary>How the likelihood of an ARIMA model is found.</summary>
internal enum ArimaMethod
{
    /// <summary>Conditional sum of squares of the filled series.</summary>
    Conditional,

    /// <summary>Exact likelihood of the filled series.</summary>
    Exact,

    /// <summary>Exact likelihood of the values that are not missing.</summary>
    Missing,
}

/// <summary>Coefficients of an ARIMA model with their likelihood.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Unbounded">[p + q + P + Q], the coefficients as unbounded numbers; empty if they were given.</param>
/// <param name="Model">The coefficients.</param>
/// <param name="Data">The series.</param>
/// <param name="Method">How the likelihood was found.</param>
/// <param name="Mean">Mean of the centred and scaled differenced series.</param>
/// <param name="Likelihood">Sums of the innovations.</param>
internal sealed record ArimaEstimate(
    ArimaOrders Orders, double[] Unbounded, ArimaCoefficients Model, ArimaData Data, ArimaMethod Method, double Mean,
    ArimaLikelihood Likelihood)
{
    /// <summary>
    /// Roots nearer to the unit circle than this make a model unreliable (Hyndman and Khandakar 2008, section 3.2).
    /// </summary>
    private const double NearestRoot = 1.01;

    private const int MostEvaluations = 300;

    /// <summary>A fall below this ends the search; the loss is per value, so it is small in any likelihood.</summary>
    private const double LeastFall = 1e-8;

    /// <summary>Number of values of the likelihood; that of the exact one where it is conditional.</summary>
    public int Count => Method == ArimaMethod.Missing ? Likelihood.Count : Data.Differenced.Length;

    /// <summary>
    /// Natural logarithm of the likelihood in the units of the series. A conditional sum of squares counts as if it had
    /// all values, so that orders with different lags can be compared.
    /// </summary>
    public double LogLikelihood
    {
        get
        {
            if (Data.IsConstant)
            {
                return double.PositiveInfinity;
            }

            double exact = Likelihood.LogLikelihood(Mean);
            return (exact * Count / Likelihood.Count) - (Count * Math.Log(Data.Scale));
        }
    }

    /// <summary>
    /// Akaike's criterion with the correction of Hurvich and Tsai (1989); infinite with too few values.
    /// </summary>
    public double Aicc
    {
        get
        {
            return Likelihood.Count == 0 && !Data.IsConstant ? double.PositiveInfinity
                : ClassicalSeries.Aicc(LogLikelihood, Count, Orders.Parameters);
        }
    }

    /// <summary>Whether all roots are far enough from the unit circle.</summary>
    public bool IsReliable => Model.RootsExceed(NearestRoot);

    /// <summary>σ² in units of the series, with the greatest likelihood.</summary>
    public double Variance => Data.IsConstant ? 0 : Likelihood.Variance(Mean) * Data.Scale * Data.Scale;

    /// <summary>Estimates the coefficients.</summary>
    /// <param name="data">The series, differenced as the orders demand.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="method">What is maximised.</param>
    /// <param name="starts">Unbounded numbers to begin at; the best result is kept.</param>
    public static ArimaEstimate Fit(
        ArimaData data, ArimaOrders orders, ArimaMethod method, params ReadOnlySpan<double[]> starts)
    {
        int k = orders.Coefficients;
        if (k == 0 || data.IsConstant)
        {
            return At(data, orders, new double[k], method);
        }

        double[] best = [];
        double least = double.PositiveInfinity;
        foreach (double[] start in starts)
        {
            var search = new BoxMinimizer(
                (x, gradient) => Slope(data, orders, method, x, gradient), start,
                [.. start.Select(_ => double.NegativeInfinity)], [.. start.Select(_ => double.PositiveInfinity)]);
            search.Advance(MostEvaluations, LeastFall);
            if (search.Value < least || best.Length == 0)
            {
                (best, least) = ([.. search.At], search.Value);
            }
        }

        return At(data, orders, best, method);
    }

    /// <summary>The likelihood of given coefficients.</summary>
    /// <param name="data">The series.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="method">Which likelihood.</param>
    /// <param name="mean">Mean of the differenced series in its units; null for the best one.</param>
    public static ArimaEstimate Evaluate(
        ArimaData data, ArimaOrders orders, ArimaCoefficients model, ArimaMethod method, double? mean = null)
    {
        ArimaLikelihood sums = Sums(data, orders, model, method);
        double scaled = mean is { } given ? (given - data.Center) / data.Scale : orders.HasMean ? sums.BestMean : 0;
        return new ArimaEstimate(orders, [], model, data, method, scaled, sums);
    }

    private static ArimaEstimate At(ArimaData data, ArimaOrders orders, double[] unbounded, ArimaMethod method)
    {
        var model = ArimaCoefficients.FromUnbounded(orders, unbounded);
        return Evaluate(data, orders, model, method) with { Unbounded = unbounded };
    }

    private static ArimaLikelihood Sums(
        ArimaData data, ArimaOrders orders, ArimaCoefficients model, ArimaMethod method)
    {
        switch (method)
        {
            case ArimaMethod.Conditional:
                return ArimaFilter.Conditional(data.Differenced, model, orders.HasMean);
            case ArimaMethod.Exact:
                double[] state = new double[model.States], unit = new double[model.States];
                return ArimaFilter.Exact(data.Differenced, model, orders.HasMean, state, unit, out _);
            default:
                var filter = new ArimaLevelFilter(model, data.Differencing);
                double[] regressors = orders.HasMean ? data.Regressors(data.Values.Length) : [];
                return filter.IsStationary
                    ? filter.Run(data.Levels(data.Center, out _), regressors, [], [], [])
                    : default;
        }
    }

    private static double Loss(ArimaData data, ArimaOrders orders, ArimaMethod method, ReadOnlySpan<double> unbounded)
    {
        ArimaLikelihood sums = Sums(data, orders, ArimaCoefficients.FromUnbounded(orders, unbounded), method);
        return sums.Loss(orders.HasMean ? sums.BestMean : 0);
    }

    /// <summary>The loss and its gradient by central differences.</summary>
    private static double Slope(
        ArimaData data, ArimaOrders orders, ArimaMethod method, ReadOnlySpan<double> unbounded, Span<double> gradient)
    {
        const double Step = 1e-5;
        double value = Loss(data, orders, method, unbounded);
        double[] moved = [.. unbounded];
        for (int i = 0; i < moved.Length; i++)
        {
            double step = Step * Math.Max(1, Math.Abs(unbounded[i]));
            moved[i] = unbounded[i] + step;
            double above = Loss(data, orders, method, moved);
            moved[i] = unbounded[i] - step;
            double below = Loss(data, orders, method, moved);
            double slope = (above - below) / (2 * step);
            (moved[i], gradient[i]) = (unbounded[i], double.IsFinite(slope) ? slope : 0);
        }

        return value;
    }
}
