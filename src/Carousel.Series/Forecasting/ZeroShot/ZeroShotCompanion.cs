using System.Collections.Concurrent;
using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>The zero-shot forecast, averaged with that of a network: nothing of it is fitted or stored.</summary>
/// <param name="usesKnown">Whether it uses columns known ahead; null where its first windows decide.</param>
internal sealed class ZeroShotCompanion(bool? usesKnown) : IWindowCompanion
{
    /// <summary>Whether it uses columns known ahead.</summary>
    public bool? UsesKnown { get; private set; } = usesKnown;

    /// <inheritdoc/>
    public string Name => "the zero-shot network";

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        using var forecaster = new ZeroShotForecaster(fitting.Threads);
        ForecastDesign design = data.Design;
        (int H, int K, int Q) = (design.Horizon, design.TargetCount, design.Quantiles.Count);
        var columns = new ConcurrentDictionary<(int, int), float[]>();
        float[] Column(int s, int k) => columns.GetOrAdd((s, k), _ =>
        {
            float[] all = data.Series[s].Target;
            return [.. Enumerable.Range(0, all.Length / K).Select(row => all[(row * K) + k])];
        });
        var made = new ZeroShotTable(forecaster, data.Set, design) { Column = Column, UsesKnown = UsesKnown };
        double[] table = made.Of(windows, fitting.Cancellation);
        UsesKnown = made.UsesKnown;
        int median = design.Quantiles.ToList().IndexOf(0.5);
        var told = new double[windows.Count * H * K];
        for (int cell = 0; cell < told.Length; cell++)
        {
            Window window = windows[cell / K / H];
            (float level, float spread) =
                WindowLevel.Of(design, data.Series[window.Series].Target, cell % K, window.Origin);
            told[cell] = (table[(cell * Q) + median] - level) / spread;
        }

        return told;
    }

    /// <inheritdoc/>
    public IEnumerable<StoredTensor> ToTensors() => [];
}
