namespace Carousel.Jobs.Measuring;

/// <summary>How often each class was taken for each class, and the metrics of these counts.</summary>
internal sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>Counts answers.</summary>
    /// <param name="classes">How many classes.</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <param name="answers">[N]: the numbers of the classes that were answered.</param>
    public ConfusionMatrix(int classes, ReadOnlySpan<int> truth, ReadOnlySpan<int> answers)
    {
        _counts = new long[classes, classes];
        for (int n = 0; n < truth.Length; n++)
        {
            _counts[truth[n], answers[n]]++;
        }

        (Classes, Total) = (classes, truth.Length);
    }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>N: how many answers.</summary>
    public long Total { get; }

    /// <summary>How often a class was taken for another.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="answer">The class that was answered.</param>
    public long this[int truth, int answer] => _counts[truth, answer];

    /// <summary>How many answers are right.</summary>
    public long Right => Enumerable.Range(0, Classes).Sum(c => _counts[c, c]);

    /// <summary>The share of right answers; NaN without answers.</summary>
    public double Accuracy => (double)Right / Total;

    /// <summary>
    /// The mean of <see cref="FoundCounts.F1"/> over the classes that occur among truths or answers: a rare class
    /// weighs as much as a frequent one.
    /// </summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Select(Of).Where(c => c.True + c.Found > 0)
        .Select(c => c.F1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>How many truly belong to a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The count.</returns>
    public long TrueCount(int label) => Enumerable.Range(0, Classes).Sum(c => _counts[label, c]);

    /// <summary>How many were assigned to a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The count.</returns>
    public long AnswerCount(int label) => Enumerable.Range(0, Classes).Sum(c => _counts[c, label]);

    /// <summary>Those that belong to a class, those that were assigned to it, and those of which both is
    /// true.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The counts.</returns>
    public FoundCounts Of(int label) => new(TrueCount(label), AnswerCount(label), _counts[label, label]);
}
