using System.Collections.Concurrent;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The zero-shot forecast, averaged with that of a network: nothing of it is fitted on the file.</summary>
/// <param name="usesKnown">Whether it uses columns known ahead; null if its first windows decide.</param>
internal sealed class ZeroShotMethod(bool? usesKnown) : IWindowMethod
{
    // Streams forecast a window at a time: the networks stay for the next one.
    private static readonly ConcurrentDictionary<int, ZeroShotForecaster> _forecasters = [];

    /// <summary>Whether it uses columns known ahead.</summary>
    public bool? UsesKnown { get; private set; } = usesKnown;

    /// <inheritdoc/>
    public string Word => WindowMethods.ZeroShot;

    /// <inheritdoc/>
    public string Name => WindowMethods.ZeroShot;

    /// <inheritdoc/>
    public int Reach => ZeroShotShape.MostKept;

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        ZeroShotForecaster forecaster = _forecasters.GetOrAdd(fitting.Threads, threads => new(threads));
        ForecastDesign design = data.Design;
        (int H, int K, int Q) = (design.Horizon, design.TargetCount, design.Quantiles.Count);
        var columns = new ConcurrentDictionary<(int, int), float[]>();
        float[] Column(int s, int k) => columns.GetOrAdd((s, k), _ =>
        {
            float[] all = data.Series[s].Target;
            return [.. Enumerable.Range(0, all.Length / K).Select(row => all[(row * K) + k])];
        });
        var made = new ZeroShotTable(forecaster, data.Set, design)
        {
            Column = Column,
            UsesKnown = UsesKnown,
            OnlyMedians = true,
        };
        double[] table = made.Of(windows, fitting.Cancellation);
        UsesKnown = made.UsesKnown;
        int median = design.Median;
        var values = new double[windows.Count * H * K];
        for (int cell = 0; cell < values.Length; cell++)
        {
            Window window = windows[cell / K / H];
            float level = WindowLevel.Of(
                design, data.Series[window.Series].Target, cell % K, window.Origin);
            values[cell] = table[(cell * Q) + median] - level;
        }

        return values;
    }
}
