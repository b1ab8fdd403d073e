namespace Carousel.Jobs.Measuring;

/// <summary>
/// BLEU of a corpus with one reference for each line, as sacreBLEU computes it by default: tokens "13a", exponential
/// smoothing, 0 … 100.
/// </summary>
/// <remarks>
/// Papineni and others 2002; Post 2018; the smoothing is method 3 of Chen and Cherry 2014, as mteval-v13a has it.
/// </remarks>
/// <param name="Score">BLEU, 0 … 100.</param>
/// <param name="Precisions">Of runs of 1, 2, 3 and 4 tokens, in percent, smoothed.</param>
/// <param name="BrevityPenalty">1 where the translations have as many tokens as the references.</param>
/// <param name="Tokens">Of the translations.</param>
/// <param name="ReferenceTokens">Of the references.</param>
internal sealed record BleuScore(
    double Score, IReadOnlyList<double> Precisions, double BrevityPenalty, long Tokens, long ReferenceTokens)
{
    /// <summary>What was computed, in sacreBLEU's words.</summary>
    public const string Signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp";

    private const int Order = BleuCounts.Order;

    // What sacreBLEU takes for ln 0.
    private const double LogOfZero = -9999999999;

    /// <summary>Scores translations.</summary>
    /// <param name="found">The translations.</param>
    /// <param name="references">As many references.</param>
    /// <returns>The score.</returns>
    /// <exception cref="ArgumentException">There are not as many.</exception>
    public static BleuScore Of(IReadOnlyList<string> found, IReadOnlyList<string> references)
    {
        if (found.Count != references.Count)
        {
            throw new ArgumentException(
                $"There are {found.Count} translations, but {references.Count} references.", nameof(references));
        }

        return Of(found.Select((line, k) => BleuCounts.Of(Tokens13a.Of(line), Tokens13a.Of(references[k]))));
    }

    /// <summary>Scores translations of which the runs were counted.</summary>
    /// <param name="lines">The counts of each line.</param>
    public static BleuScore Of(IEnumerable<BleuCounts> lines)
    {
        long[] total = new long[Order], correct = new long[Order];
        long tokens = 0, wanted = 0;
        foreach (BleuCounts line in lines)
        {
            (tokens, wanted) = (tokens + line.Tokens, wanted + line.ReferenceTokens);
            for (int n = 0; n < Order; n++)
            {
                (total[n], correct[n]) = (total[n] + line.Found[n], correct[n] + line.Both[n]);
            }
        }

        double brevity = tokens >= wanted ? 1 : tokens == 0 ? 0 : Math.Exp(1 - ((double)wanted / tokens));
        var precisions = new double[Order];
        if (correct.All(c => c == 0))
        {
            return new BleuScore(0, precisions, brevity, tokens, wanted);
        }

        double smoothing = 1;
        for (int n = 0; n < Order && total[n] > 0; n++)
        {
            smoothing *= correct[n] == 0 ? 2 : 1;
            precisions[n] = 100.0 * (correct[n] == 0 ? 1 / smoothing : correct[n]) / total[n];
        }

        double mean = precisions.Sum(p => p == 0 ? LogOfZero : Math.Log(p)) / Order;
        return new BleuScore(brevity * Math.Exp(mean), precisions, brevity, tokens, wanted);
    }
}
