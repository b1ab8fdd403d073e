namespace Carousel.Tasks.Classification;

/// <summary>What a classifier has to beat.</summary>
internal static class ClassBaselines
{
    /// <summary>The baselines of a plan, on the part that measures.</summary>
    public static IReadOnlyList<ClassAnswers> Of(ClassPlan plan, CancellationToken cancellation)
    {
        int[] truth = [.. plan.Split.Test.Samples.Select(s => plan.Split.Labels.NumberOf(s.Label))];
        int[] counts = [.. Enumerable.Range(0, plan.Split.Labels.Count).Select(c => plan.Samples.Count(s => s.Class == c))];
        var answers = new ClassAnswers("", "", plan.Split.Test, plan.Split.Labels.Entries, new double[truth.Length * counts.Length], truth);
        ClassAnswers strong = plan.Design.IsText
            ? NaiveBayes.Fit(plan.Split.Train, plan.Samples, counts).Answer(answers)
            : NearestNeighbour.Answer(plan, answers, cancellation);
        return [strong, MostFrequent(answers, counts)];
    }

    /// <summary>Always the most frequent class of the training data, with the classes' shares as probabilities.</summary>
    public static ClassAnswers MostFrequent(ClassAnswers answers, IReadOnlyList<int> counts)
    {
        double[] probabilities = new double[answers.Truth.Length * counts.Count];
        for (int at = 0; at < probabilities.Length; at++)
        {
            probabilities[at] = (counts[at % counts.Count] + 1.0) / (counts.Sum() + counts.Count);
        }

        return new ClassAnswers("most_frequent", "always the most frequent class", answers.Data, answers.Labels, probabilities, answers.Truth);
    }
}
