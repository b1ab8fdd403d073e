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
/// <param name="Unbounded">[p + q + P + Q], the coefficients as unbounded numbers.</param>
/// <param name="Model">The coefficients.</param>
/// <param name="Data">The series, differenced as the orders demand.</param>
/// <param name="Method">How the likelihood was found.</param>
/// <param name="Mean">Mean of the centred and scaled differenced series.</param>
/// <param name="Sums">Sums of the innovations.</param>
internal sealed record ArimaEstimate(
    ArimaOrders Orders, double[] Unbounded, ArimaCoefficients Model, ArimaData Data, ArimaMethod Method, double Mean,
    ArimaSums Sums)
{
    /// <summary>
    /// Roots nearer to the unit circle than this make a model unreliable (Hyndman and Khandakar 2008, section 3.2).
    /// </summary>
    private const double NearestRoot = 1.01;

    private const int MostEvaluations = 300;

    /// <summary>A fall below this ends the search; the loss is per value, so it is small in any likelihood.</summary>
    private const double LeastFall = 1e-8;

    /// <summary>
    /// Natural logarithm of the likelihood in the units of the series. A conditional sum of squares counts as if it had
    /// all values, so that orders with different lags can be compared.
    /// </summary>
    public double LogLikelihood => Data.IsConstant ? double.PositiveInfinity
        : -Count * (Sums.Loss(Mean) + (0.5 * (Math.Log(2 * Math.PI) + 1)) + Math.Log(Data.Scale));

    /// <summary>
    /// Akaike's criterion with the correction of Hurvich and Tsai (1989); infinite with too few values.
    /// </summary>
    public double Aicc => Sums.Count == 0 && !Data.IsConstant ? double.PositiveInfinity
        : ClassicalSeries.Aicc(LogLikelihood, Count, Orders.Parameters);

    /// <summary>Whether all roots are far enough from the unit circle.</summary>
    public bool IsReliable => Model.RootsExceed(NearestRoot);

    /// <summary>σ² in units of the series, with the greatest likelihood.</summary>
    public double Variance => Data.IsConstant ? 0 : Sums.Variance(Mean) * Data.Scale * Data.Scale;

    private int Count => Method == ArimaMethod.Missing ? Sums.Count : Data.Differenced.Length;

    /// <summary>Estimates the coefficients.</summary>
    /// <param name="data">The series.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="method">What is maximised.</param>
    /// <param name="starts">Unbounded numbers to begin at; the best result is kept.</param>
    public static ArimaEstimate Fit(
        ArimaData data, ArimaOrders orders, ArimaMethod method, params ReadOnlySpan<double[]> starts)
    {
        int k = orders.Coefficients;
        BoxMinimizer? best = null;
        for (int i = 0; i < starts.Length && k > 0 && !data.IsConstant; i++)
        {
            var search = new BoxMinimizer(Slope, starts[i]);
            search.Advance(MostEvaluations, LeastFall);
            best = best is null || search.Value < best.Value ? search : best;
        }

        double[] unbounded = best is null ? new double[k] : [.. best.At];
        return Of(data, orders, ArimaCoefficients.FromUnbounded(orders, unbounded), method)
            with
        { Unbounded = unbounded };

        // The loss and its gradient by central differences.
        double Slope(ReadOnlySpan<double> at, Span<double> gradient)
        {
            double[] moved = [.. at];
            for (int i = 0; i < moved.Length; i++)
            {
                double step = 1e-5 * Math.Max(1, Math.Abs(at[i]));
                moved[i] = at[i] + step;
                double above = Loss(moved);
                moved[i] = at[i] - step;
                double slope = (above - Loss(moved)) / (2 * step);
                (moved[i], gradient[i]) = (at[i], double.IsFinite(slope) ? slope : 0);
            }

            return Loss(moved);
        }

        double Loss(double[] at)
        {
            ArimaSums sums = SumsOf(data, orders, ArimaCoefficients.FromUnbounded(orders, at), method);
            return sums.Loss(orders.HasMean ? sums.BestMean : 0);
        }
    }

    /// <summary>The likelihood of given coefficients, with the best mean.</summary>
    /// <param name="data">The series.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="method">Which likelihood.</param>
    public static ArimaEstimate Of(ArimaData data, ArimaOrders orders, ArimaCoefficients model, ArimaMethod method)
    {
        ArimaSums sums = SumsOf(data, orders, model, method);
        return new ArimaEstimate(orders, [], model, data, method, orders.HasMean ? sums.BestMean : 0, sums);
    }

    private static ArimaSums SumsOf(
        ArimaData data, ArimaOrders orders, ArimaCoefficients model, ArimaMethod method)
    {
        if (method != ArimaMethod.Missing)
        {
            return method == ArimaMethod.Exact
                ? ArimaFilter.Exact(data.Differenced, model, orders.HasMean)
                : ArimaFilter.Conditional(data.Differenced, model, orders.HasMean);
        }

        double[] line = orders.Line(data.Values.Length);
        double origin = orders.Lost > 0 ? data.Values[0] : 0;
        double[] levels = [.. data.Values.Select((v, t) => (v - origin - (data.Center * line[t])) / data.Scale)];
        return ArimaLevelFilter.Run(model, data.Differencing, levels, orders.HasMean ? line : [], [], []);
    }
}
