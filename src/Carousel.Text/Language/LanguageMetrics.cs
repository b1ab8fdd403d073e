using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>How surprised a model is by a text: three names of one number.</summary>
/// <param name="Nats">Mean of −ln p a unit.</param>
internal readonly record struct LanguageMetrics(double Nats)
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

        return new LanguageMetrics(surprises.Length == 0 ? double.NaN : Math.Max(0, sum / surprises.Length));
    }

    /// <summary>Writes surprises as CSV, one row per unit.</summary>
    /// <param name="tokenizer">Whose units.</param>
    /// <param name="units">The text; ~c for a code point c that the vocabulary lacks.</param>
    /// <param name="surprises">−ln p of each.</param>
    /// <param name="output">Takes the rows, header first.</param>
    internal static void Write(
        Tokenizer tokenizer, ReadOnlySpan<int> units, ReadOnlySpan<float> surprises, TextWriter output)
    {
        output.Write($"place,{tokenizer.UnitName},nats,bits\n");
        for (int i = 0; i < units.Length; i++)
        {
            output.Write(Invariant.Of(
                $"{i + 1},{Cell(TextOf(tokenizer, units[i]))},{surprises[i]:0.######},"
                + $"{surprises[i] / Math.Log(2):0.######}\n"));
        }
    }

    private static string TextOf(Tokenizer tokenizer, int unit) => unit < 0
        ? new Rune(~unit).ToString()
        : tokenizer.Vocabulary.Entries[unit];

    /// <summary>
    /// A unit in a cell: quoted where it has to be or begins or ends with a blank, ends of lines by their escape.
    /// </summary>
    private static string Cell(string text)
    {
        string plain = text.Replace("\\", "\\\\")
            .Replace("\n", "\\n")
            .Replace("\r", "\\r").Replace("\t", "\\t");
        return plain.Length == 0 || plain != plain.Trim() ? CsvCell.Quoted(plain) : CsvCell.Of(plain);
    }

    /// <summary>As a row of the table.</summary>
    /// <param name="name">What it is called in files.</param>
    /// <param name="title">What it is called in the table.</param>
    /// <returns>The row.</returns>
    public JobScore ToScore(string name, string title) =>
        new(
            name, title,
            new Dictionary<string, double> { ["nats"] = Nats, ["bits"] = Bits, ["perplexity"] = Perplexity });
}
