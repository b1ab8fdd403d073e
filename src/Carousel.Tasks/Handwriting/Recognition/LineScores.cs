using System.Globalization;
using System.Text;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>How lines were read, as the table that every job has.</summary>
internal static class LineScores
{
    private static readonly JobMetric[] _metrics =
    [
        new("symbol_error_rate", "symbol error") { IsShare = true, Decimals = 2 }, new("line_error_rate", "lines not all right") { IsShare = true, Decimals = 1 },
    ];

    /// <summary>Readers beside each other.</summary>
    /// <param name="readers">The model first.</param>
    /// <param name="truth">What stands in the lines.</param>
    public static JobResult Of(IReadOnlyList<LineAnswers> readers, IReadOnlyList<string> truth)
    {
        EditCounts[] counts = [.. readers.Select(r => Count(r, truth))];
        JobScore[] scores = [.. readers.Select((r, i) => new JobScore(r.Name, r.Title, new Dictionary<string, double>
        {
            ["symbol_error_rate"] = counts[i].Rate, ["line_error_rate"] = truth.Zip(r.Texts).Count(p => p.First != p.Second) / (double)truth.Count,
        }))];
        string said = string.Create(
            CultureInfo.InvariantCulture, $"Of {counts[0].Length:N0} symbols in {truth.Count:N0} lines {FigureText.Percent(counts[0].Rate, 2)} were read wrong, left out or added");
        int best = readers.Count == 1 ? 0 : Enumerable.Range(1, readers.Count - 1).MinBy(r => counts[r].Rate);
        string sentence = best == 0 ? $"{said}."
            : counts[0].Rate < counts[best].Rate ? $"{said}; by {readers[best].Title} it would be {FigureText.Percent(counts[best].Rate, 1)}."
            : $"{said}; {readers[best].Title} does no worse with {FigureText.Percent(counts[best].Rate, 1)}: more epochs may help.";
        string detail = string.Create(
            CultureInfo.InvariantCulture, $"symbols: {counts[0].Substitutions:N0} replaced, {counts[0].Deletions:N0} left out, {counts[0].Insertions:N0} added");
        return new JobResult(_metrics, scores, sentence) { Details = [detail, ""] };
    }

    /// <summary>What was read as CSV.</summary>
    public static string ToCsv(IReadOnlyList<Drawing> drawings, IReadOnlyList<string> read)
    {
        var text = new StringBuilder("id,truth,text\n");
        for (int n = 0; n < read.Count; n++)
        {
            text.AppendJoin(',', CsvCell.Of(drawings[n].Name), CsvCell.Of(drawings[n].Label), CsvCell.Of(read[n])).Append('\n');
        }

        return text.ToString();
    }

    private static EditCounts Count(LineAnswers reader, IReadOnlyList<string> truth) =>
        truth.Zip(reader.Texts).Select(p => EditDistance.OfCharacters(p.First, p.Second)).Aggregate(new EditCounts(0, 0, 0, 0), (a, b) => a + b);
}
