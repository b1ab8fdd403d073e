using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Measuring;

/// <summary>What every classifier has to beat.</summary>
internal static class ClassBaselines
{
    /// <summary>
    /// Always the most frequent class of the training data, with the classes' shares as probabilities.
    /// </summary>
    /// <param name="answers">The answers for the same sequences.</param>
    /// <param name="counts">Training sequences of each class.</param>
    public static ClassAnswers MostFrequent(ClassAnswers answers, IReadOnlyList<int> counts)
    {
        double[] shares = Shares(counts);
        return answers.By("most_frequent", "always the most frequent class", answers.Truth.Select(_ => shares));
    }

    /// <summary>The same while a classifier trains whose validation is the mean surprise in nats.</summary>
    /// <param name="parts">Training examples of each class, and the classes of what was set aside from them.</param>
    public static ValidationBaseline Frequencies(
        IEnumerable<(IReadOnlyList<int> Counts, IEnumerable<int> Truth)> parts) =>
        new("frequencies of the classes", _ => parts
            .SelectMany(part =>
            {
                double[] shares = Shares(part.Counts);
                return part.Truth.Select(c => -Math.Log(shares[c]));
            })
            .DefaultIfEmpty(double.NaN).Average());

    private static double[] Shares(IReadOnlyList<int> counts) =>
        [.. counts.Select(c => (c + 1.0) / (counts.Sum() + counts.Count))];
}
