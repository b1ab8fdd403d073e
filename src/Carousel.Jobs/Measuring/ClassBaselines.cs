namespace Carousel.Jobs.Measuring;

/// <summary>What every classifier has to beat.</summary>
internal static class ClassBaselines
{
    /// <summary>
    /// Always the most frequent class of the training data, with the classes' shares as probabilities.
    /// </summary>
    /// <param name="answers">What was said of the same sequences.</param>
    /// <param name="counts">Training sequences of each class.</param>
    public static ClassAnswers MostFrequent(ClassAnswers answers, IReadOnlyList<int> counts)
    {
        double[] shares = [.. counts.Select(c => (c + 1.0) / (counts.Sum() + counts.Count))];
        return answers.By("most_frequent", "always the most frequent class", answers.Truth.Select(_ => shares));
    }
}
