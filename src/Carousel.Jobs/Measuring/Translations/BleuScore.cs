namespace Carousel.Jobs.Measuring;

/// <summary>
/// BLEU of a corpus with one or more references for each line, as sacreBLEU computes it by default: tokens "13a",
/// exponential smoothing, 0 … 100.
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
    /// <param name="references">Those of each.</param>
    public static BleuScore Of(IReadOnlyList<string> found, string[][] references)
    {
        GramCounts.Require(found.Count, references.Length);
        return Of(found.Select(
            (line, k) => BleuCounts.Of(Tokens13a.Of(line), [.. references[k].Select(Tokens13a.Of)])));
    }

    /// <summary>Scores translations of which the runs were counted.</summary>
    /// <param name="lines">The counts of each line.</param>
    public static BleuScore Of(IEnumerable<BleuCounts> lines)
    {
        BleuCounts[] all = [.. lines];
        (long Found, long, long Both)[] counts = GramCounts.Sum(Order, all.Select(l => l.Grams));
        long tokens = counts[0].Found, wanted = all.Sum(l => (long)l.ReferenceTokens);
        double brevity = tokens >= wanted ? 1 : tokens == 0 ? 0 : Math.Exp(1 - ((double)wanted / tokens));
        var precisions = new double[Order];
        if (counts.All(c => c.Both == 0))
        {
            return new BleuScore(0, precisions, brevity, tokens, wanted);
        }

        double smoothing = 1;
        for (int n = 0; n < Order && counts[n].Found > 0; n++)
        {
            smoothing *= counts[n].Both == 0 ? 2 : 1;
            precisions[n] = 100.0 * (counts[n].Both == 0 ? 1 / smoothing : counts[n].Both) / counts[n].Found;
        }

        double mean = precisions.Sum(p => p == 0 ? LogOfZero : Math.Log(p)) / Order;
        return new BleuScore(brevity * Math.Exp(mean), precisions, brevity, tokens, wanted);
    }
}
