using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Copy;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// Memory against a window: copying symbols after a lag, by an LSTM and by a Transformer of equal size whose attention
/// has a window.
/// </summary>
internal sealed class CopyClaim : Claim
{
    private static readonly bool[] _networks = [false, true];

    private readonly CopySettings? _settings;

    /// <summary>The claim.</summary>
    /// <param name="settings">Sizes of the run; null for its own.</param>
    public CopyClaim(CopySettings? settings = null) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    public override string Title => "Copying beyond a Transformer's window";

    /// <inheritdoc/>
    public override string Statement =>
        "Within its window a Transformer copies at least as well as an LSTM; what lies beyond the window is lost to "
        + "it, while the LSTM carries it along.";

    /// <inheritdoc/>
    public override string Question =>
        "Up to which lag does a Transformer with windowed attention copy symbols as well as an LSTM of as many "
        + "parameters, and what is beyond?";

    /// <inheritdoc/>
    public override string Setup =>
        "Two symbols out of eight are shown, then blanks, then a sign that asks for them in their order; the lag is "
        + "the number of steps from a symbol to the step that asks for it. For every lag and seed one LSTM (48 cells, "
        + "forget biases begun for that lag as by Tallec and Ollivier 2018) and one Transformer (32 features, 2 heads, "
        + "2 pre-norm blocks, sinusoidal positions; its inner size makes the parameters equal) are trained on at most "
        + "40,000 fresh sequences (32 a batch, Adam, rate 0.02 for the LSTM and 0.003 for the Transformer, falling "
        + "along a cosine), and tested on 128 others. A step of the Transformer sees itself and 8 steps before it in "
        + "each block, so 16 steps through both. Sizes, lags, number of sequences and rates are not the first that "
        + "were tried: they were set after trial runs on seeds 1 to 5 with 32 cells, lags up to 64, 16,000 sequences "
        + "and a rate of 0.01 for the LSTM.";

    /// <inheritdoc/>
    public override string Source =>
        "Task: Hochreiter and Schmidhuber 1997; Arjovsky, Shah and Bengio 2016, section 5.1. Transformer: Vaswani and "
        + "others 2017";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtLeast(
            "seeds_ahead_beyond", 1,
            "share of the seeds in which the LSTM is ahead by more than a hundredth at every lag beyond the "
            + "Transformer's reach"),
        ExpectedFigure.AtLeast(
            "seeds_not_ahead_inside", 1,
            "share of the seeds in which the LSTM is nowhere ahead by more than a hundredth within the reach"),
        new ExpectedFigure("parameter_ratio", 0.98, 1.02, "parameters of the LSTM over those of the Transformer"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        CopySettings settings = _settings ?? (run.Full ? CopySettings.Full : CopySettings.Default);
        CopyTrial[] trials =
        [
            .. settings.Lags.OrderDescending()
                .SelectMany(
                    lag =>
                        _networks.SelectMany(
                            isLstm => run.SeedsOf(this).Select(seed => new CopyTrial(isLstm, lag, seed)))),
        ];
        CopyOutcome[] outcomes = ClaimTrials.Run(
            trials, run, t => t.Name, t => Cost(settings, t),
            (t, backend, progress) => t.Run(settings, backend, progress, run.Cancellation));
        var results = new CopyResults(settings, outcomes);
        List<MeasuredFigure> figures = Figures(settings, results);
        return new ClaimResult(
            this, figures, Sentence(settings, results) + ClaimBounds.Misses(this, figures), results.Draw())
        {
            Reduced = run.Full
                ? ""
                : "2 symbols, lags up to 48 and 40,000 sequences a network; the full run has 4 symbols, a window of 17 "
                    + "steps, lags up to 96 and 320,000 sequences.",
        };
    }

    /// <summary>Steps; a Transformer is dearer by some, and done early where it sees the symbols.</summary>
    private static double Cost(CopySettings settings, CopyTrial trial) =>
        (trial.Lag + settings.Symbols) * (trial.IsLstm ? 1 : trial.Lag > settings.Reach ? 3 : 0.3);

    private static List<MeasuredFigure> Figures(CopySettings settings, CopyResults results)
    {
        int seeds = results.Seeds.Count;
        var figures = new List<MeasuredFigure>
        {
            new("seeds_ahead_beyond", (double)results.Seeds.Count(results.IsAheadBeyond) / seeds),
            new("seeds_not_ahead_inside", (double)results.Seeds.Count(results.IsNotAheadInside) / seeds),
            new("parameter_ratio", (double)results.LstmParameters / results.TransformerParameters),
            new("lstm_parameters", results.LstmParameters),
            new("transformer_parameters", results.TransformerParameters),
            new("transformer_reach", settings.Reach),
            new("diverged_runs", results.Diverged),
            SeedStatistics.Mean("crossing_lag", [.. results.Seeds.Select(results.Crossing)]),
        };
        foreach (int lag in settings.Lags)
        {
            figures.Add(SeedStatistics.MeanShare(
                string.Create(CultureInfo.InvariantCulture, $"lstm_lag_{lag}"), results.Accuracies(true, lag)));
            figures.Add(SeedStatistics.MeanShare(
                string.Create(CultureInfo.InvariantCulture, $"transformer_lag_{lag}"), results.Accuracies(false, lag)));
        }

        return figures;
    }

    private static string Sentence(CopySettings settings, CopyResults results)
    {
        ulong[] behind = [.. results.Seeds.Where(seed => !results.IsAheadBeyond(seed))],
            ahead = [.. results.Seeds.Where(seed => !results.IsNotAheadInside(seed))];
        string reach =
            $"As far as the Transformer sees ({settings.Reach} steps) it is right "
            + $"in {Range(results, false, results.Inside)} and the LSTM in {Range(results, true, results.Inside)}";
        bool falls = results.Beyond.Count > 0 && results.Inside.Count > 0
            && Means(results, false, results.Beyond).Max()
                < Means(results, false, results.Inside).Min() - CopyResults.Equal;
        string beyond =
            $"beyond, the Transformer {(falls ? "falls to" : "has")} {Range(results, false, results.Beyond)}, where "
            + $"guessing has 12.5 %, and the LSTM has {Range(results, true, results.Beyond)}";
        string verdict = behind.Length + ahead.Length == 0
            ? $"The crossing is there "
                + $"in {(results.Seeds.Count == 1 ? "the one seed" : $"all {results.Seeds.Count} seeds")}, at a lag "
                + $"of {Lags(results)}."
            : "It is not there in every seed: "
                + (ahead.Length == 0 ? "" : $"within the reach the LSTM is ahead somewhere in {Names(ahead)}")
                + (ahead.Length > 0 && behind.Length > 0 ? ", and " : "")
                + (behind.Length == 0 ? "" : $"beyond it the LSTM is not ahead everywhere in {Names(behind)}") + ".";
        string parameters =
            $" Parameters: {ClaimNumbers.Count(results.LstmParameters)} "
            + $"and {ClaimNumbers.Count(results.TransformerParameters)}.";
        return $"{reach}; {beyond}. {verdict}{parameters} "
            + (results.Diverged == 0
                ? "No run diverged."
                : $"{results.Diverged} trainings diverged and count as they ended.");
    }

    private static string Lags(CopyResults results)
    {
        double[] lags = [.. results.Seeds.Select(results.Crossing).Distinct().Order()];
        return string.Join(
            " to ", new[] { lags[0], lags[^1] }.Distinct().Select(lag => lag.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Names(ulong[] seeds) =>
        (seeds.Length == 1 ? "seed " : "the seeds ") + string.Join(", ", seeds);

    /// <summary>Least and greatest mean over some lags.</summary>
    private static string Range(CopyResults results, bool isLstm, IReadOnlyList<int> lags)
    {
        double[] means = Means(results, isLstm, lags);
        (string least, string most) = (
            ClaimNumbers.PercentTenths(means.Min()), ClaimNumbers.PercentTenths(means.Max()));
        return (least == most ? most : $"{least} to {most}") + " of the symbols";
    }

    private static double[] Means(CopyResults results, bool isLstm, IReadOnlyList<int> lags) =>
        [.. lags.Select(lag => results.Accuracies(isLstm, lag).Average()).DefaultIfEmpty(double.NaN)];
}
