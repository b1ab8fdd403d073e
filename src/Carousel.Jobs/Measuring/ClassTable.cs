using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Measuring;

/// <summary>Answers as CSV: a row for each sequence, a column for the probability of each class.</summary>
internal static class ClassTable
{
    /// <summary>The table.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="withTruth">Whether the true classes have a column.</param>
    /// <param name="carried">Columns of the input after those of the answers, and rows without an answer; null for
    /// none.</param>
    public static string ToCsv(ClassAnswers answers, bool withTruth = true, CarriedRows? carried = null)
    {
        (IReadOnlyList<string> labels, string[] truth) = (answers.Labels, withTruth ? ["truth"] : []);
        string[] names = ["id", .. truth, "class", "probability", .. labels.Select(l => $"p({l})")];
        IEnumerable<string> Answer(int n) =>
        [
            .. truth.Select(_ => answers.Cases[n].Label), labels[answers.Answers[n]], Number(answers.Confidence(n)),
            .. labels.Select((_, c) => Number(answers.Probabilities[(n * labels.Count) + c])),
        ];
        IEnumerable<IEnumerable<string>> rows = carried is null
            ? answers.Cases.Select((sample, n) => Answer(n).Prepend(sample.Id))
            : carried.Rows.Select(row => (row.Answer < 0 ? Enumerable.Repeat("", names.Length - 1) : Answer(row.Answer))
                .Prepend(row.Id).Concat(row.Cells));
        return string.Concat(rows.Prepend([.. names, .. carried?.NamesBeside(names) ?? []])
            .Select(row => $"{string.Join(',', row.Select(CsvCell.Of))}\n"));
    }

    private static string Number(double value) => Invariant.Of($"{value:0.######}");
}
