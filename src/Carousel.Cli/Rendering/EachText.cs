using Carousel.Cli.Work;
using Carousel.Jobs;
using Carousel.Jobs.Each;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>How the models of many series did, in words and rows.</summary>
internal static class EachText
{
    private const int MostWorst = 5;
    private const string Measure = "MASE";

    private static readonly JobMetric[] _metrics =
    [
        new("median_mase", "median MASE") { Decimals = 3 }, new("mean_mase", "mean MASE") { Decimals = 3 },
        new("series", "series") { HigherIsBetter = true, Decimals = 0 },
        new("model_better", "model better in") { HigherIsBetter = true, Decimals = 0 },
        new("model_worse", "worse in") { Decimals = 0 },
    ];

    /// <summary>Writes the methods, a sentence, and where the models did worst.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="aside">What could not be fitted, or null.</param>
    public static void Write(Terminal terminal, EachScores scores, string? aside)
    {
        ScoreTable.Write(terminal, _metrics, scores.Summary());
        terminal.Out.WriteLine();
        TableText.WriteLines(terminal, scores.Sentence(Measure));
        if (aside is not null)
        {
            TableText.WriteLines(terminal, aside);
        }

        IReadOnlyList<(string Series, double Model, string Other, double Best)> worst = scores.Worst(MostWorst);
        if (worst.Count > 0 && scores.Count > MostWorst)
        {
            terminal.Out.WriteLine();
            int decimals = Figures.Decimals(worst.Select(w => w.Model));
            TableText.Write(terminal, Table.Of(
                ["worst", Measure, "best simple method", Measure],
                worst.Select(w => (string[])
                [
                    w.Series, Figures.Number(w.Model, decimals), w.Other, Figures.Number(w.Best, decimals),
                ])));
        }
    }

    /// <summary>What could not be fitted.</summary>
    /// <param name="parts">All series.</param>
    /// <param name="faults">Why, by their names.</param>
    /// <param name="unit">What they are called in the plural.</param>
    public static string Aside(IReadOnlyList<EachPart> parts, Dictionary<string, string> faults, string unit)
    {
        string first = parts.First(p => faults.ContainsKey(p.Piece.Key)).Piece.Key;
        return $"{Figures.Count(faults.Count)} of {Figures.Count(parts.Count)} {unit} "
            + $"{(faults.Count == 1 ? "was" : "were")} set aside; {EachFiles.ScoresName} says why, and their rows are "
            + $"in {EachFiles.AsideName}. The first, '{first}': {faults[first]}";
    }
}
