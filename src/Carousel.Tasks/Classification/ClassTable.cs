using System.Globalization;
using System.Text;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification;

/// <summary>Answers as CSV: a row for each sequence, a column for the probability of each class.</summary>
internal static class ClassTable
{
    public static string ToCsv(ClassAnswers answers, bool withTruth = true)
    {
        var text = new StringBuilder(withTruth ? "id,truth,class,probability" : "id,class,probability");
        foreach (string label in answers.Labels)
        {
            text.Append(',').Append(CsvCell.Of($"p({label})"));
        }

        text.Append('\n');
        for (int n = 0; n < answers.Answers.Length; n++)
        {
            text.Append(CsvCell.Of(answers.Data.Samples[n].Id));
            if (withTruth)
            {
                text.Append(',').Append(CsvCell.Of(answers.Data.Samples[n].Label));
            }

            text.Append(',').Append(CsvCell.Of(answers.Labels[answers.Answers[n]])).Append(',').Append(Number(answers.Confidence(n)));
            for (int c = 0; c < answers.Labels.Count; c++)
            {
                text.Append(',').Append(Number(answers.Probabilities[(n * answers.Labels.Count) + c]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
