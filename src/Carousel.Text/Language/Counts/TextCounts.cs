using Carousel.Jobs;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Language;

/// <summary>The counts that a language model has inside: the text that was counted, and how it is mixed in.</summary>
/// <remarks>
/// The file holds the units of the text themselves, which are fewer numbers than their runs; the runs are counted again
/// when they are first asked for.
/// </remarks>
/// <param name="units">The text.</param>
/// <param name="vocabulary">V.</param>
/// <param name="order">n: the longest run that is counted.</param>
/// <param name="mixture">How they are mixed in.</param>
internal sealed class TextCounts(int[] units, int vocabulary, int order, Mixture mixture)
{
    /// <summary>The maximum number of counted units, the last of a longer text.</summary>
    public const int MostUnits = 4 << 20;

    /// <summary>What a unit comes to in memory, with all runs that end there.</summary>
    public const long BytesOfUnit = 90;

    /// <summary>What it comes to once more where a copy of the runs is counted on.</summary>
    public const long BytesOfCopy = 30;

    private const string Prefix = "counts.", UnitsName = "counts.units", WeightsName = "counts.mixture";

    private readonly Lazy<KneserNey> _table = new(() => new KneserNey(Last(units), vocabulary, order));

    /// <summary>The text that was counted.</summary>
    public int[] Units { get; } = Last(units);

    /// <summary>V.</summary>
    public int Vocabulary => vocabulary;

    /// <summary>n: the longest run that is counted.</summary>
    public int Order => order;

    /// <summary>How they are mixed in.</summary>
    public Mixture Mixture => mixture;

    /// <summary>The runs.</summary>
    public KneserNey Table => _table.Value;

    /// <summary>Whether a tensor of a model file belongs to the counts.</summary>
    public static bool IsTensor(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The part of a text that is counted.</summary>
    public static int[] Last(int[] units) => units.Length <= MostUnits ? units : units[^MostUnits..];

    /// <summary>What a model file holds of them.</summary>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(UnitsName, new Shape(Units.Length), Array.ConvertAll(Units, u => (float)u)),
        new(WeightsName, new Shape(Mixture.Weights.Count), Mixture.Weights.Select(w => (float)w).ToArray()),
    ];

    /// <summary>The counts of a model file.</summary>
    /// <param name="reading">The file.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="order">n.</param>
    /// <exception cref="ModelFileException">They are missing or damaged.</exception>
    public static TextCounts Read(ModelReading reading, int vocabulary, int order)
    {
        float[] units = reading.Find(UnitsName)?.Values.ToArray() ?? [];
        if (units.Length is 0 or > MostUnits || order is < 1 or > byte.MaxValue
            || units.Any(u => !(u >= 0 && u < vocabulary && u == Math.Floor(u))))
        {
            throw new ModelFileException(
                $"{reading.Path}: the model's counts are missing or out of range; the file was damaged or made by "
                + "hand.");
        }

        float[] weights = reading.Numbers(WeightsName, Mixture.LengthOf(order), "mixture of network and counts");
        return new TextCounts(Array.ConvertAll(units, u => (int)u), vocabulary, order, Mixture.Of(weights));
    }
}
