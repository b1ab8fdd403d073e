using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Measuring;

/// <summary>Answers as CSV: a row for each sequence, a column for the probability of each class.</summary>
internal static class ClassTable
{
    /// <summary>The table.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="withTruth">Whether the true classes have a column.</param>
    public static string ToCsv(ClassAnswers answers, bool withTruth = true)
    {
        (IReadOnlyList<string> labels, string[] truth) = (answers.Labels, withTruth ? ["truth"] : []);
        IEnumerable<IEnumerable<string>> rows = answers.Cases.Select((sample, n) => (IEnumerable<string>)
        [
            sample.Id, .. truth.Select(_ => sample.Label), labels[answers.Answers[n]], Number(answers.Confidence(n)),
            .. labels.Select((_, c) => Number(answers.Probabilities[(n * labels.Count) + c])),
        ]);
        return string.Concat(rows.Prepend(["id", .. truth, "class", "probability", .. labels.Select(l => $"p({l})")])
            .Select(row => $"{string.Join(',', row.Select(CsvCell.Of))}\n"));
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
