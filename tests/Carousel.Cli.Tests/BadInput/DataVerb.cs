namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// A verb that reads a file of data: it joins the table of bad inputs with one line in <see cref="All"/>.
/// </summary>
/// <param name="Name">The verb.</param>
/// <param name="Fits">Whether it learns from the data, so that too few or constant rows are wrong too.</param>
/// <param name="Writes">Whether it writes to an output folder.</param>
/// <param name="Arguments">The command line for a data file, a trained model and an output folder.</param>
/// <param name="Times">Whether its output holds times, so that two runs differ.</param>
public sealed record DataVerb(
    string Name, bool Fits, bool Writes, Func<string, string, string, string[]> Arguments,
    bool Times = false)
{
    /// <summary>The smallest training that is one.</summary>
    public static readonly string[] Tiny =
        [
            "--target", "value", "--hidden", "4", "--layers", "1", "--epochs", "1", "--horizon", "3", "--lookback", "6",
            "--threads", "1",
        ];

    public static IReadOnlyList<DataVerb> All { get; } =
    [
        new("forecast", true, true, (data, _, output) =>
            ["forecast", data, .. Tiny, "--methods", "network", "--out", output]),
        new("predict", false, true, (data, model, output) => ["predict", model, data, "--out", output]),
        new("evaluate", false, false, (data, model, _) => ["evaluate", model, data]),
        new("backtest", false, true, (data, model, output) => ["backtest", model, data, "--out", output]),
        new(
            "quantize", false, true,
            (data, model, output) => ["quantize", model, "--data", data, "--force", "--out", output], Times: true),
        new("export c", false, true, (data, model, output) => ["export", "c", model, "--data", data, "--out", output]),
        new(
            "export web", false, true,
            (data, model, output) => ["export", "web", model, "--data", data, "--out", $"{output}/page.html"]),
        new("inspect", false, true, (data, model, output) => ["inspect", model, data, "--out", output]),
    ];

    public static DataVerb Of(string name) => All.Single(v => v.Name == name);
}
