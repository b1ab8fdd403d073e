namespace Carousel.Tasks.Classification;

/// <summary>The baseline for texts: multinomial naive Bayes on words and pairs of neighbouring words, one added to every count.</summary>
/// <remarks>Words and pairs that the training data do not have are passed over. Wang and Manning 2012 found it hard to beat on short texts.</remarks>
internal sealed class NaiveBayes
{
    private readonly Dictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly long[] _totals;
    private readonly double[] _priors;

    private NaiveBayes(IReadOnlyList<int> classCounts)
    {
        _totals = new long[classCounts.Count];
        _priors = [.. classCounts.Select(c => Math.Log((c + 1.0) / (classCounts.Sum() + classCounts.Count)))];
    }

    /// <summary>Counts.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="samples">The same with the numbers of classes.</param>
    /// <param name="classCounts">Texts of each class.</param>
    public static NaiveBayes Fit(ClassData data, IReadOnlyList<EncodedSample> samples, IReadOnlyList<int> classCounts)
    {
        var bayes = new NaiveBayes(classCounts);
        for (int n = 0; n < samples.Count; n++)
        {
            foreach (string unit in Units(data.Samples[n].Text))
            {
                if (!bayes._counts.TryGetValue(unit, out int[]? counts))
                {
                    bayes._counts.Add(unit, counts = new int[classCounts.Count]);
                }

                counts[samples[n].Class]++;
                bayes._totals[samples[n].Class]++;
            }
        }

        return bayes;
    }

    /// <summary>Answers.</summary>
    /// <param name="answers">The texts to answer.</param>
    public ClassAnswers Answer(ClassAnswers answers)
    {
        double[] probabilities = new double[answers.Truth.Length * _totals.Length];
        for (int n = 0; n < answers.Truth.Length; n++)
        {
            double[] logarithms = [.. _priors];
            foreach (string unit in Units(answers.Data.Samples[n].Text))
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
            for (int c = 0; c < logarithms.Length; c++)
            {
                // Never quite zero, so that one text that is surely wrong does not make the mean surprise infinite.
                probabilities[(n * logarithms.Length) + c] = Math.Max(1e-12, Math.Exp(logarithms[c] - largest) / sum);
            }
        }

        return new ClassAnswers("naive_bayes", "naive Bayes on words and pairs", answers.Data, answers.Labels, probabilities, answers.Truth);
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
