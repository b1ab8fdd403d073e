namespace Carousel.Classical;

/// <summary>A series prepared for one way of differencing: filled, differenced, centred and scaled.</summary>
internal sealed class ArimaData
{
    /// <summary>A differenced series whose deviation is below this share of the largest value is constant.</summary>
    private const double Negligible = 1e-12;

    /// <summary>Prepares a series.</summary>
    /// <param name="values">The values without missing ones at either end, see <see cref="Trim"/>.</param>
    /// <param name="filled">The same with missing values replaced.</param>
    /// <param name="orders">Gives d, D, m and whether there is a mean.</param>
    public ArimaData(double[] values, double[] filled, ArimaOrders orders)
    {
        (Values, Filled) = (values, filled);
        HasMissing = Array.Exists(values, double.IsNaN);
        (Differences, SeasonalDifferences) = (orders.Differences, orders.SeasonalDifferences);
        Season = orders.Season;
        Differencing = ArimaPolynomials.Differencing(orders);
        double[] differenced = Difference(filled, Differencing);
        Center = orders.HasMean && differenced.Length > 0 ? differenced.Average() : 0;
        double squares = 0, largest = 0;
        for (int t = 0; t < differenced.Length; t++)
        {
            differenced[t] -= Center;
            squares += differenced[t] * differenced[t];
        }

        foreach (double value in filled)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        double deviation = differenced.Length > 0 ? Math.Sqrt(squares / differenced.Length) : 0;
        IsConstant = deviation <= Negligible * largest;
        Scale = IsConstant ? 1 : deviation;
        for (int t = 0; t < differenced.Length; t++)
        {
            differenced[t] = IsConstant ? 0 : differenced[t] / Scale;
        }

        Differenced = differenced;
    }

    /// <summary>The values, NaN if missing.</summary>
    public double[] Values { get; }

    /// <summary>The values, with estimates of the missing ones.</summary>
    public double[] Filled { get; }

    /// <summary>Whether a value is missing.</summary>
    public bool HasMissing { get; }

    /// <summary>d.</summary>
    public int Differences { get; }

    /// <summary>D.</summary>
    public int SeasonalDifferences { get; }

    /// <summary>m.</summary>
    public int Season { get; }

    /// <summary>Coefficients δ of the differencing.</summary>
    public double[] Differencing { get; }

    /// <summary>
    /// [T − d − D·m], the differenced filled series, minus <see cref="Center"/>, by <see cref="Scale"/>.
    /// </summary>
    public double[] Differenced { get; }

    /// <summary>Average of the differenced series if there is a mean, else 0.</summary>
    public double Center { get; }

    /// <summary>Root mean square of the centred differenced series; 1 if it is constant.</summary>
    public double Scale { get; }

    /// <summary>Whether the differenced series is constant (zero without a mean).</summary>
    public bool IsConstant { get; }

    /// <summary>The value at step t of a line whose differenced series is 1.</summary>
    /// <param name="t">The step, counted from 0.</param>
    public double Regressor(int t) => Differences + SeasonalDifferences == 0
        ? 1
        : (t + 1) / (double)(SeasonalDifferences > 0 ? Season : 1);

    /// <summary>[T + H], <see cref="Regressor"/> of all steps.</summary>
    /// <param name="count">T + H.</param>
    public double[] Regressors(int count) => [.. Enumerable.Range(0, count).Select(Regressor)];

    /// <summary>[T], the values for the filter of levels: minus origin and mean, divided by the scale.</summary>
    /// <param name="origin">Receives the value that became zero.</param>
    /// <param name="center">The mean of the differenced series that is taken away.</param>
    public double[] Levels(double center, out double origin)
    {
        double zero = origin = Differences + SeasonalDifferences > 0 ? Values[0] : 0;
        return [.. Values.Select((value, t) => (value - zero - (center * Regressor(t))) / Scale)];
    }

    /// <summary>y(t) − Σ δₖ·y(t − k) from the first t that has all lags.</summary>
    /// <param name="values">The values.</param>
    /// <param name="differencing">δ.</param>
    public static double[] Difference(ReadOnlySpan<double> values, double[] differencing)
    {
        int lost = differencing.Length;
        double[] differenced = new double[Math.Max(0, values.Length - lost)];
        for (int t = 0; t < differenced.Length; t++)
        {
            double sum = values[t + lost];
            for (int k = 0; k < lost; k++)
            {
                sum -= differencing[k] * values[t + lost - 1 - k];
            }

            differenced[t] = sum;
        }

        return differenced;
    }

    /// <summary>The values between the first and the last finite one; infinite ones count as missing.</summary>
    /// <param name="history">The values.</param>
    /// <param name="after">Receives the number of missing values after the last finite one.</param>
    /// <exception cref="ArgumentException">No value is finite.</exception>
    public static double[] Trim(ReadOnlySpan<double> history, out int after)
    {
        int first = 0, last = history.Length - 1;
        while (first <= last && !double.IsFinite(history[first]))
        {
            first++;
        }

        while (last > first && !double.IsFinite(history[last]))
        {
            last--;
        }

        if (first > last)
        {
            throw new ArgumentException("history: expected at least one finite value.", nameof(history));
        }

        after = history.Length - 1 - last;
        double[] values = history[first..(last + 1)].ToArray();
        for (int t = 0; t < values.Length; t++)
        {
            values[t] = double.IsFinite(values[t]) ? values[t] : double.NaN;
        }

        return values;
    }
}
