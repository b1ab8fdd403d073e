namespace Carousel.Forecasting;

/// <summary>
/// The method of Teunter, Syntetos and Babai (2011) for intermittent demand: how often there is any and how much there
/// is then are smoothed apart, and their product is the mean of every step. Around it, a negative binomial
/// distribution, or Poisson.
/// </summary>
/// <remarks>Both rates of smoothing, and the dispersion, are chosen on the validation part.</remarks>
internal sealed class SmoothedDemand : QuantileBaseline
{
    private readonly Setting _setting;

    /// <summary>Chooses.</summary>
    /// <param name="data">The series.</param>
    public SmoothedDemand(BaselineData data)
        : base(data)
    {
        double[] rates = [0.05, 0.02, 0.1, 0.2], sizes = [0.05, 0.02, 0.1, 0.2], dispersions = [0.5, 0, 0.2, 1, 2];
        _setting = QuantileBaselines.Choose(
            data,
            [
                .. from rate in rates from size in sizes from dispersion in dispersions
                   select new Setting(rate, size, dispersion),
            ],
            (setting, s, origin, shares, told) => Write(setting, s, origin, shares, told));
    }

    /// <inheritdoc/>
    public override string Name => "smoothed demand";

    /// <inheritdoc/>
    public override string Title => _setting.Dispersion == 0 ? "TSB, Poisson" : "TSB, negative binomial";

    /// <inheritdoc/>
    public override void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles) =>
        Write(_setting, series, origin, shares, quantiles);

    private void Write(
        Setting setting, int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        double any = 0.5, size = 1;
        bool isFirst = true;
        foreach (float value in Data.Before(series, origin))
        {
            if (!float.IsNaN(value))
            {
                any += setting.Rate * ((value > 0 ? 1 : 0) - any);
                size = value <= 0 ? size : isFirst ? value : size + (setting.Size * (value - size));
                isFirst = isFirst && value <= 0;
            }
        }

        var told = new CountDistribution(Math.Max(any * size, 1e-4), setting.Dispersion, 1);
        told.Quantiles(shares, quantiles[..shares.Count]);
        for (int t = 1; t < quantiles.Length / shares.Count; t++)
        {
            quantiles[..shares.Count].CopyTo(quantiles[(t * shares.Count)..]);
        }
    }

    private sealed record Setting(double Rate, double Size, double Dispersion);
}
