namespace Carousel.Classical;

/// <summary>
/// Seasonal ARIMA models (Box and Jenkins 1970) with orders that are given or chosen (Hyndman and Khandakar 2008).
/// </summary>
internal static class Arima
{
    /// <summary>Values from which on the orders are chosen by conditional sums of squares.</summary>
    private const int LongSeries = 150;

    /// <summary>Seasons from which on the orders are chosen by conditional sums of squares.</summary>
    private const int LongSeason = 12;

    /// <summary>Best orders of such a search that are compared by their exact likelihood.</summary>
    private const int Finalists = 3;

    /// <summary>Products per evaluation up to which several models and starts are compared.</summary>
    private const double CheapProducts = 1e5;

    /// <summary>
    /// Products per evaluation up to which missing values are left to the filter; above it the estimate uses a filled
    /// series and only the last evaluation the filter.
    /// </summary>
    private const double MostProducts = 4e6;

    /// <summary>Chooses orders and fits the model.</summary>
    /// <param name="history">Values in order of time (NaN: missing).</param>
    /// <param name="season">Steps per season, 1 for none; ignored if the history has fewer than two seasons.</param>
    /// <exception cref="ArgumentException">The history has no finite value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The season is below 1.</exception>
    public static ArimaModel Fit(ReadOnlySpan<double> history, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        double[] values = ArimaData.Trim(history, out _);
        int used = values.Length >= 2 * season ? season : 1;
        double[] filled = MissingValues.Fill(values, used);
        bool isLong = values.Length > LongSeries || used > LongSeason;
        var search = new ArimaSearch(values, filled, used, isLong ? ArimaMethod.Conditional : ArimaMethod.Exact);
        search.Run();
        ArimaEstimate? best = null;
        int tried = 0;
        foreach (ArimaEstimate candidate in search.Ranked())
        {
            bool isCheap = (double)values.Length * candidate.Orders.States <= CheapProducts;
            double[] found = candidate.Unbounded, inside = Inside(found);
            ReadOnlySpan<double[]> starts =
                !isCheap || found.AsSpan().SequenceEqual(inside) ? [found] : [found, inside];
            ArimaEstimate refined = ArimaEstimate.Fit(candidate.Data, candidate.Orders, ArimaMethod.Exact, starts);
            if (refined.IsReliable && (best is null || refined.Aicc < best.Aicc))
            {
                best = refined;
            }

            if (++tried >= (isLong && isCheap ? Finalists : 1) && best is not null)
            {
                break;
            }
        }

        return new ArimaModel(Refine(best ?? search.Simplest()));
    }

    /// <summary>Fits a model with given orders.</summary>
    /// <param name="history">Values in order of time (NaN: missing).</param>
    /// <param name="orders">The orders.</param>
    /// <exception cref="ArgumentException">
    /// The history has no finite value, or no more than d + D·m values from the first to the last finite one.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The orders are impossible.</exception>
    public static ArimaModel Fit(ReadOnlySpan<double> history, ArimaOrders orders)
    {
        ArimaData data = Prepare(history, orders);
        double[] start = Start(data, orders);
        ArimaEstimate first = ArimaEstimate.Fit(data, orders, ArimaMethod.Exact, start);
        return new ArimaModel(Refine(first));
    }

    /// <summary>
    /// A model with given orders and coefficients; only the variance, and the mean if wanted, are fitted.
    /// </summary>
    /// <param name="history">Values in order of time (NaN: missing).</param>
    /// <param name="orders">The orders.</param>
    /// <param name="coefficients">[p + q + P + Q]: φ, θ, Φ, Θ; stationary.</param>
    /// <param name="mean">Mean of the differenced series; null for the one with the greatest likelihood.</param>
    /// <exception cref="ArgumentException">As for the other fit with orders, or the coefficients are not those of the
    /// orders.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The orders are impossible.</exception>
    public static ArimaModel Fit(
        ReadOnlySpan<double> history, ArimaOrders orders, ReadOnlySpan<double> coefficients, double? mean = null)
    {
        ArimaData data = Prepare(history, orders);
        var model = new ArimaCoefficients(orders, coefficients);
        ArimaMethod method = data.HasMissing ? ArimaMethod.Missing : ArimaMethod.Exact;
        ArimaEstimate estimate = ArimaEstimate.Evaluate(data, orders, model, method, mean);
        if (estimate.Likelihood.Count == 0)
        {
            throw new ArgumentException("coefficients: the process is not stationary.", nameof(coefficients));
        }

        return new ArimaModel(estimate);
    }

    /// <summary>
    /// Where an estimate begins: the conditional sum of squares costs little and leads near the maximum; zero if the
    /// series is too short for it.
    /// </summary>
    /// <param name="data">The series.</param>
    /// <param name="orders">The orders.</param>
    internal static double[] Start(ArimaData data, ArimaOrders orders)
    {
        double[] zero = new double[orders.Coefficients];
        return data.Differenced.Length - orders.ArLag <= orders.Parameters
            ? zero
            : Inside(ArimaEstimate.Fit(data, orders, ArimaMethod.Conditional, zero).Unbounded);
    }

    /// <summary>Keeps a start away from the unit circle, where the likelihood is flat.</summary>
    private static double[] Inside(double[] unbounded)
    {
        const double Most = 2;
        return [.. unbounded.Select(x => Math.Clamp(x, -Most, Most))];
    }

    /// <summary>
    /// The estimate by the exact likelihood of the values that are there. The likelihood can have several maxima, so a
    /// second search begins where all coefficients are zero.
    /// </summary>
    private static ArimaEstimate Refine(ArimaEstimate estimate)
    {
        (ArimaData data, ArimaOrders orders) = (estimate.Data, estimate.Orders);
        double[] zero = new double[orders.Coefficients];
        ArimaEstimate other = ArimaEstimate.Fit(data, orders, ArimaMethod.Exact, zero);
        bool isAllowed = other.IsReliable || !estimate.IsReliable;
        ArimaEstimate exact = isAllowed && other.LogLikelihood > estimate.LogLikelihood ? other : estimate;
        if (!data.HasMissing)
        {
            return exact;
        }

        double size = orders.States + data.Differencing.Length;
        return size * size * data.Values.Length > MostProducts
            ? ArimaEstimate.Evaluate(data, orders, exact.Model, ArimaMethod.Missing)
            : ArimaEstimate.Fit(data, orders, ArimaMethod.Missing, exact.Unbounded);
    }

    private static ArimaData Prepare(ReadOnlySpan<double> history, ArimaOrders orders)
    {
        orders.Check();
        double[] values = ArimaData.Trim(history, out _);
        if (values.Length <= orders.Lost)
        {
            throw new ArgumentException(
                $"history: expected more than d + D·m = {orders.Lost} values, but got {values.Length}.",
                nameof(history));
        }

        return new ArimaData(values, MissingValues.Fill(values, orders.Season), orders);
    }
}
