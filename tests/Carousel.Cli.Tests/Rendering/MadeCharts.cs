using Carousel.Report;

namespace Carousel.Cli.Tests.Rendering;

/// <summary>Charts with something of everything that claims draw.</summary>
internal static class MadeCharts
{
    public static LineChart Lines { get; } = new(
        "Error that comes back", Axis.Number("lag", [.. Enumerable.Range(0, 101).Select(l => (double)l)]),
        [
            new Series("Elman", [.. Enumerable.Range(0, 101).Select(l => Math.Pow(0.8, l))]),
            new Series(
                "GRU", [.. Enumerable.Range(0, 101).Select(l => l is > 40 and < 50 ? double.NaN : Math.Pow(0.95, l))]),
            new Series("LSTM", [.. Enumerable.Range(0, 101).Select(l => Math.Pow(0.99, l))]),
            new Series("closed form", [.. Enumerable.Range(0, 101).Select(l => Math.Pow(0.9, l))], SeriesRole.Baseline),
        ])
    {
        ValueName = "share of the error",
        IsLogarithmic = true,
        Markers = [new Marker(50, "half way")],
        Summary = "The LSTM's error falls slowest.",
    };

    public static LineChart Waves { get; } = new(
        "A wave around zero", Axis.Range("step", 1, 25),
        [new Series("state", [.. Enumerable.Range(0, 25).Select(t => Math.Sin(t / 3.0))])]);

    public static BarChart Bars { get; } = new("Change by cell", Axis.Category("cell", ["Elman", "GRU", "LSTM"]),
    [
        new Series("seen", [0.5, 0.75, 1]), new Series("unseen", [-0.25, 0.3, double.NaN]),
    ])
    {
        ValueName = "change",
    };

    public static HeatMap Map { get; } = new(
        "Accuracy", Axis.Category("depth", ["1", "2", "3", "4"]), ["near", "far"],
        [1, 0.9f, 0.6f, 0.2f, 0.7f, 0.4f, float.NaN, 0])
    { RowName = "distance", Minimum = 0, Maximum = 1 };

    public static HeatMap Signs { get; } = new(
        "States", Axis.Range("step", 1, 300), ["a", "b"],
        [.. Enumerable.Range(0, 600).Select(k => MathF.Sin(k / 20f))])
    {
        RowName = "unit",
        Scale = ColorScale.Diverging,
    };

    public static Histogram Counts { get; } = Histogram.Of(
        "Time constants", [1, 1.5, 2, 4, 9, 30, 90], 4, isLogarithmic: true);
}
