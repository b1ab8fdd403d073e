using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Classification;

/// <summary>Which words of a text decided: how the log odds of the answer change if a word is left out.</summary>
internal static class DecisiveWords
{
    /// <summary>Words that are left out one by one; of a longer text parts of several words.</summary>
    private const int MostParts = 100;

    /// <summary>The coloured text.</summary>
    /// <param name="title">What was answered.</param>
    /// <param name="model">The fitted model.</param>
    /// <param name="data">The test set.</param>
    /// <param name="n">The text's place in it.</param>
    /// <param name="answers">What the model says of the test set.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The text; null of a text of one part.</returns>
    public static ColoredText? Of(
        string title, Classifier model, ClassData data, int n, ClassAnswers answers, CancellationToken cancellation)
    {
        ClassSample sample = data.Samples[n];
        int[] words = [.. TextUnits.Words(sample.Text).Select(w => w.At)];
        int parts = Math.Min(words.Length, MostParts);
        if (parts < 2)
        {
            return null;
        }

        // The first part also contains all before the first word.
        int[] bounds =
        [
            0, .. Enumerable.Range(1, parts - 1).Select(p => words[(int)((long)p * words.Length / parts)]),
            sample.Text.Length,
        ];
        ClassSample[] shorter =
        [
            .. Enumerable.Range(0, parts).Select(p => sample with
            {
                Text = sample.Text[..bounds[p]] + sample.Text[bounds[p + 1]..],
            }),
        ];
        double[] odds = model.LogOdds(
            data with { Samples = [.. shorter, sample] }, answers.Answers[n], cancellation);
        double[] worth = [.. odds.SkipLast(1).Select(o => odds[^1] - o)];
        double largest = Math.Max(worth.Max(Math.Abs), double.Epsilon);

        // A coloured text has brown for numbers above zero.
        return new ColoredText(title, [.. worth.Select((w, p) => new ColoredPart(
            sample.Text[bounds[p]..bounds[p + 1]], -w / largest, Invariant.Of($"{w:+0.00;-0.00}")))])
        {
            Caption =
                "Blue words raise the log odds of the answer, brown ones lower it; the deeper the colour the more.",
        };
    }
}
