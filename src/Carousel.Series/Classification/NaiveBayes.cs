using Carousel.Jobs.Measuring;
namespace Carousel.Classification;

/// <summary>
/// The baseline for texts: multinomial naive Bayes on words and pairs of neighbouring words, one added to every count.
/// </summary>
/// <remarks>
/// Words and pairs that are not in the training data are skipped. Wang and Manning 2012 found it hard to beat on
/// short texts.
/// </remarks>
internal sealed class NaiveBayes
{
    // Never quite zero, so that one text that is surely wrong does not make the mean surprise infinite.
    private const double Least = 1e-12;

    private readonly Dictionary<string, int[]> _counts = [];
    private readonly long[] _totals;
    private readonly double[] _priors;

    /// <summary>Counts.</summary>
    /// <param name="samples">The training data.</param>
    /// <param name="classes">How many classes.</param>
    public NaiveBayes(IReadOnlyList<EncodedSample> samples, int classes)
    {
        _totals = new long[classes];
        _priors =
        [
            .. Enumerable.Range(0, classes)
                .Select(c => Math.Log((samples.Count(s => s.Class == c) + 1.0) / (samples.Count + classes))),
        ];
        foreach (EncodedSample sample in samples)
        {
            foreach (string unit in Units(sample.Source.Text))
            {
                if (!_counts.TryGetValue(unit, out int[]? counts))
                {
                    _counts.Add(unit, counts = new int[classes]);
                }

                counts[sample.Class]++;
                _totals[sample.Class]++;
            }
        }
    }

    /// <summary>Answers.</summary>
    /// <param name="data">The texts.</param>
    /// <param name="answers">Their classes.</param>
    public ClassAnswers Answer(ClassData data, ClassAnswers answers) =>
        answers.By("naive_bayes", "naive Bayes on words and pairs", data.Samples.Select(s => Probabilities(s.Text)));

    private IEnumerable<double> Probabilities(string text)
    {
        double[] logarithms = [.. _priors];
        foreach (string unit in Units(text))
        {
            if (_counts.TryGetValue(unit, out int[]? counts))
            {
                for (int c = 0; c < counts.Length; c++)
                {
                    logarithms[c] += Math.Log((counts[c] + 1.0) / (_totals[c] + _counts.Count));
                }
            }
        }

        double largest = logarithms.Max(), sum = logarithms.Sum(l => Math.Exp(l - largest));
        return logarithms.Select(l => Math.Max(Least, Math.Exp(l - largest) / sum));
    }

    private static IEnumerable<string> Units(string text)
    {
        string before = "";
        foreach ((string word, _) in TextUnits.Words(text))
        {
            yield return word;
            yield return $"{before} {word}";
            before = word;
        }
    }
}
