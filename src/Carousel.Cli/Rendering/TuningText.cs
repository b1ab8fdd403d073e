using Carousel.Jobs.Fitting;
using System.Globalization;
using Carousel.Jobs.Tuning;

namespace Carousel.Cli.Rendering;

/// <summary>A search in words and rows.</summary>
internal static class TuningText
{
    private const int MostRows = 10;

    /// <summary>A trial that is done, in a line.</summary>
    public static string Line(TuningOptions options, Trial trial)
    {
        string score = trial.Score is { } value
            ? $"validation {FigureText.Number(value)} at epoch {trial.BestEpoch.ToString(CultureInfo.InvariantCulture)}"
            : "no score";
        string round = options.Method == SearchMethod.Halving
            ? Invariant.Of($"round {trial.Rung + 1}, {trial.Epochs} epochs, ")
            : "";
        return Invariant.Of($"  {round}trial {trial.Number}/{options.Trials}  {score}  {Settings(options, trial)}");
    }

    /// <summary>The best trial in plain words.</summary>
    public static string Sentence(TuningResult result, Trial best)
    {
        int failed = result.Trials.Count(t => t.Score is null);
        return Invariant.Of(
            $"The best of {result.Trials.Count(t => t.Rung == 0)} settings is trial {best.Number}: "
            + $"validation {FigureText.Number(best.Score!.Value)} at epoch {best.BestEpoch}.")
            + (failed > 0 ? Invariant.Of($" {failed} gave no score.") : "")
            + " It was chosen by that score, which is therefore optimistic; the test set was not used.";
    }

    /// <summary>The best trials, a row each.</summary>
    public static void WriteTable(Terminal terminal, TuningResult result)
    {
        Trial[] best = [.. result.Ranked.Take(MostRows)];
        int decimals = FigureText.Decimals(best.Select(t => t.Score!.Value));
        string[] titles = ["trial", "epochs", "validation", "at epoch", .. result.Options.Space.Select(o => o.Name)];
        TextGrid.Write(
            terminal, [.. titles.Select(t => new TextGrid.Column(t))],
            [
                .. best.Select(t => (TextGrid.Cell[])
                [
                    new(Invariant.Of($"{t.Number}")),
                    new(t.Epochs?.ToString(CultureInfo.InvariantCulture) ?? FigureText.Unknown),
                    new(FigureText.Number(t.Score!.Value, decimals)),
                    new(Invariant.Of($"{t.BestEpoch}")),
                    .. t.Settings.Select(s => new TextGrid.Cell(s)),
                ]),
            ],
            gap: 2);
    }

    private static string Settings(TuningOptions options, Trial trial) =>
        string.Join("  ", options.Space.Select((o, i) => $"{o.Name} {trial.Settings[i]}"));
}
