namespace Carousel.Tasks.Measuring;

/// <summary>How often each class was taken for each class, and what follows from the counts.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>Counts answers.</summary>
    /// <param name="classes">How many classes.</param>
    /// <param name="truth">[N]: the numbers of the true classes.</param>
    /// <param name="answers">[N]: the numbers of the classes that were answered.</param>
    /// <exception cref="ArgumentException">There are more of the one than of the other.</exception>
    public ConfusionMatrix(int classes, ReadOnlySpan<int> truth, ReadOnlySpan<int> answers)
    {
        if (truth.Length != answers.Length)
        {
            throw new ArgumentException($"There are {truth.Length} true classes and {answers.Length} answers.", nameof(answers));
        }

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

    /// <summary>The share of right answers; NaN where there are none.</summary>
    public double Accuracy => (double)Sum(c => _counts[c, c]) / Total;

    /// <summary>The mean of <see cref="F1"/> over the classes that occur among truths or answers: a rare class weighs as much as a frequent one.</summary>
    public double MacroF1 =>
        Enumerable.Range(0, Classes).Where(c => TrueCount(c) + AnswerCount(c) > 0).Select(F1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>How many truly belong to a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The count.</returns>
    public long TrueCount(int label) => Sum(c => _counts[label, c]);

    /// <summary>How many were said to belong to a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The count.</returns>
    public long AnswerCount(int label) => Sum(c => _counts[c, label]);

    /// <summary>Of those said to belong to a class, the share that does; 0 where none was.</summary>
    /// <param name="label">The class.</param>
    /// <returns>0 … 1.</returns>
    public double Precision(int label) => AnswerCount(label) is > 0 and var said ? (double)_counts[label, label] / said : 0;

    /// <summary>Of those that belong to a class, the share that was said to; 0 where none does.</summary>
    /// <param name="label">The class.</param>
    /// <returns>0 … 1.</returns>
    public double Recall(int label) => TrueCount(label) is > 0 and var there ? (double)_counts[label, label] / there : 0;

    /// <summary>2·right / (those that belong to a class + those said to): the harmonic mean of precision and recall; 0 where neither is.</summary>
    /// <param name="label">The class.</param>
    /// <returns>0 … 1.</returns>
    public double F1(int label) => TrueCount(label) + AnswerCount(label) is > 0 and var both ? 2.0 * _counts[label, label] / both : 0;

    private long Sum(Func<int, long> count) => Enumerable.Range(0, Classes).Sum(count);
}
