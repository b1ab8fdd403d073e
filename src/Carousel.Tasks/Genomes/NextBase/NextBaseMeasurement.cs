using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A next-base model and the Markov models on the same bases.</summary>
/// <param name="Surprises">Bits of each base of each part, NaN where unknown.</param>
/// <param name="Bits">The model's mean.</param>
/// <param name="OtherStrand">The model's mean over the other strand of the same parts; NaN where it was not asked for.</param>
/// <param name="Markov">[17], means of the orders.</param>
/// <param name="Order">The order that the validation part chose.</param>
/// <param name="Inside">The period of three inside genes; null where genes are not known.</param>
/// <param name="Outside">And outside.</param>
internal sealed record NextBaseMeasurement(
    IReadOnlyList<float[]> Surprises, double Bits, double OtherStrand, double[] Markov, int Order, SurprisePeriod? Inside, SurprisePeriod? Outside)
{
    private static readonly JobMetric _bits = new("bits", "bits a base") { Decimals = 4 };
    private static readonly JobMetric _other = new("bits_other_strand", "bits a base, other strand") { Abbreviation = "other strand", Decimals = 4 };

    /// <summary>How many bases were scored.</summary>
    public long Count => Surprises.Sum(s => s.LongCount(float.IsFinite));

    public JobResult ToResult()
    {
        bool both = double.IsFinite(OtherStrand);
        var own = new Dictionary<string, double> { ["bits"] = Bits };
        if (both)
        {
            own["bits_other_strand"] = OtherStrand;
        }

        return new JobResult(
            both ? [_bits, _other] : [_bits],
            [
                new JobScore("carousel", "carousel", own),
                new JobScore("markov", $"Markov model of order {Order}", new Dictionary<string, double> { ["bits"] = Markov[Order] }),
                new JobScore("markov_2", "Markov model of order 2", new Dictionary<string, double> { ["bits"] = Markov[2] }),
                new JobScore("even", "all bases alike", new Dictionary<string, double> { ["bits"] = 2 }),
            ],
            Sentence())
        {
            Details = [.. Details()],
        };
    }

    public string Sentence()
    {
        double gain = Markov[Order] - Bits;
        string verdict = gain > 0 ? $"{Number(gain)} fewer than" : $"{Number(-gain)} more than";
        return $"A base of the {FigureText.Count(Count)} that measure takes {Number(Bits)} bits, {verdict} with the best Markov model by validation (order {Order}, {Number(Markov[Order])}).{(gain > 0 ? "" : " Nothing was gained over counting.")}";
    }

    private IEnumerable<string> Details()
    {
        yield return $"Markov models, bits by order from 1: {string.Join(" ", Markov.Skip(1).Select(b => b.ToString("0.000", CultureInfo.InvariantCulture)))}";
        foreach (SurprisePeriod period in new[] { Inside, Outside }.OfType<SurprisePeriod>().Where(p => p.Windows > 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"surprise {period.Name}: {period.Ratio:0.00} times the power of its neighbours at a period of three (p = {period.PValue:0.000}, {period.Windows} windows of {SurprisePeriod.Window} bases)");
        }
    }

    private static string Number(double bits) => FigureText.Number(bits, 4);
}
