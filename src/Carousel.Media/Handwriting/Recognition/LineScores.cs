using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>How lines were read, as the table that every job has.</summary>
internal static class LineScores
{
    private static readonly JobMetric[] _metrics =
    [
        new("symbol_error_rate", "symbol error") { IsShare = true, Decimals = 2 },
        new("line_error_rate", "lines with errors") { IsShare = true, Decimals = 1 },
    ];

    /// <summary>Compares a model with simple readers.</summary>
    /// <param name="read">What the model read.</param>
    /// <param name="readers">Simple readers and their readings.</param>
    /// <param name="truth">The labels of the lines.</param>
    public static JobResult Of(
        IReadOnlyList<string> read, IReadOnlyList<(string Name, string Title, IReadOnlyList<string> Read)> readers,
        IReadOnlyList<string> truth)
    {
        JobScore[] scores = [.. readers.Prepend((Name: "carousel", Title: "carousel", Read: read))
            .Select(r => new JobScore(r.Name, r.Title, new Dictionary<string, double>
            {
                ["symbol_error_rate"] = Changes(r.Read, truth).Rate,
                ["line_error_rate"] = truth.Zip(r.Read).Count(p => p.First != p.Second) / (double)truth.Count,
            }))];
        EditCounts own = Changes(read, truth);
        string said = Invariant.Of(
            $"{FigureText.Percent(own.Rate, 2)} of {own.Length:N0} symbols in {truth.Count:N0} lines were read wrong, "
            + $"left out or added");
        JobScore? best = scores.Skip(1).MinBy(s => s.Metrics["symbol_error_rate"]);
        double other = best?.Metrics["symbol_error_rate"] ?? 0;
        string sentence = best is null ? $"{said}."
            : own.Rate < other ? $"{said}, against {FigureText.Percent(other, 1)} for {best.Title}."
            : $"{said}; {best.Title} does as well or better with {FigureText.Percent(other, 1)}: more epochs may help.";
        string detail = Invariant.Of(
            $"symbols: {own.Substitutions:N0} replaced, {own.Deletions:N0} left out, {own.Insertions:N0} added");
        return new JobResult(_metrics, scores, sentence) { Details = [detail, ""] };
    }

    /// <summary>What was read as CSV.</summary>
    public static string ToCsv(IReadOnlyList<Drawing> drawings, IReadOnlyList<string> read, bool withTruth = true)
    {
        var text = new StringBuilder(withTruth ? "id,truth,text\n" : "id,text\n");
        foreach ((Drawing drawing, string own) in drawings.Zip(read))
        {
            string[] cells = withTruth ? [drawing.Name, drawing.Label, own] : [drawing.Name, own];
            text.AppendJoin(',', cells.Select(CsvCell.Of)).Append('\n');
        }

        return text.ToString();
    }

    private static EditCounts Changes(IReadOnlyList<string> read, IReadOnlyList<string> truth) =>
        truth.Zip(read, EditDistance.OfCharacters).Aggregate(new EditCounts(0, 0, 0, 0), (a, b) => a + b);
}
