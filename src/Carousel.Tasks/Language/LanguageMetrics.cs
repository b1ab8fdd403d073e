using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Language;

/// <summary>How surprised a model is by a text: three names of one number.</summary>
/// <param name="Nats">Mean of −ln p a unit.</param>
public readonly record struct LanguageMetrics(double Nats)
{
    /// <summary>The columns of the table.</summary>
    public static IReadOnlyList<JobMetric> Columns { get; } =
    [
        new JobMetric("nats", "nats") { Decimals = 4 },
        new JobMetric("bits", "bits") { Decimals = 4 },
        new JobMetric("perplexity", "perplexity") { Abbreviation = "perpl." , Decimals = 3 },
    ];

    /// <summary>Mean of −log₂ p a unit.</summary>
    public double Bits => Nats / Math.Log(2);

    /// <summary>Among how many equally likely units it would be as hard to guess: e to the power of the nats.</summary>
    public double Perplexity => Math.Exp(Nats);

    /// <summary>The mean over surprises.</summary>
    /// <param name="surprises">−ln p of each unit.</param>
    /// <returns>The metrics.</returns>
    public static LanguageMetrics Of(ReadOnlySpan<float> surprises)
    {
        double sum = 0;
        foreach (float surprise in surprises)
        {
            sum += surprise;
        }

        return new LanguageMetrics(surprises.Length == 0 ? double.NaN : sum / surprises.Length);
    }

    /// <summary>As a row of the table.</summary>
    /// <param name="name">What it is called in files.</param>
    /// <param name="title">What it is called in the table.</param>
    /// <returns>The row.</returns>
    public JobScore ToScore(string name, string title) =>
        new(name, title, new Dictionary<string, double> { ["nats"] = Nats, ["bits"] = Bits, ["perplexity"] = Perplexity });
}
