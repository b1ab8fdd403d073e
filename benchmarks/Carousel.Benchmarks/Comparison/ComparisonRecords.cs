using System.Globalization;
using System.Text.Json;

namespace Carousel.Benchmarks.Comparison;

/// <summary>One figure of one round.</summary>
/// <param name="Round">The round, from 1.</param>
/// <param name="Who">The program.</param>
/// <param name="Shape">The shape, or the whole training.</param>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">The figure.</param>
internal sealed record ComparisonRecord(int Round, string Who, string Shape, ComparisonMeasure Measure, double Value);

/// <summary>All figures of a run of <c>benchmarks/compare</c>.</summary>
/// <remarks>
/// A line is a round, a program and what the program printed: a JSON object where it is Carousel; else a shape, a
/// measure and a value,
/// or <c>- version</c> and a version.
/// </remarks>
internal sealed class ComparisonRecords
{
    private readonly List<ComparisonRecord> _records = [];
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly List<double> _peaks = [];

    private ComparisonRecords()
    {
    }

    /// <summary>The name of the processor.</summary>
    public string Cpu { get; private set; } = "";

    /// <summary>
    /// The multiply-add peak of a core, 10⁹ operations a second: the best of all rounds; 0 where none was measured.
    /// </summary>
    public double PeakGigaflops => _peaks.DefaultIfEmpty(0).Max();

    public IReadOnlyList<ComparisonRecord> Records => _records;

    /// <summary>The versions of the programs that told theirs.</summary>
    public IReadOnlyDictionary<string, string> Versions => _versions;

    /// <summary>Reads the lines of a run.</summary>
    /// <exception cref="FormatException">A line can't be read; the message names it.</exception>
    public static ComparisonRecords Read(IEnumerable<string> lines)
    {
        var records = new ComparisonRecords();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] parts = line.Split(' ', 3);
            if (parts.Length != 3
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int round))
            {
                throw new FormatException(
                    $"Line {number}: expected a round, a program and a figure, but found '{line}'.");
            }

            try
            {
                records.Add(round, parts[1], parts[2]);
            }
            catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException
                or InvalidOperationException)
            {
                throw new FormatException($"Line {number}: {exception.Message} It is '{line}'.", exception);
            }
        }

        return records;
    }

    private void Add(int round, string who, string text)
    {
        if (text.StartsWith('{'))
        {
            AddJson(round, who, text);
            return;
        }

        string[] words = text.Split(' ');
        if (words is ["-", "version", ..])
        {
            _versions[who] = string.Join(' ', words[2..]);
        }
        else if (words.Length == 3 && Enum.TryParse(words[1], ignoreCase: true, out ComparisonMeasure measure)
            && double.TryParse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value > 0)
        {
            _records.Add(new ComparisonRecord(round, who, words[0], measure, value));
        }
        else
        {
            throw new FormatException("A figure is a shape, a measure and a number above 0.");
        }
    }

    private void AddJson(int round, string who, string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        Cpu = root.GetProperty("cpu").GetString() ?? "";
        if (root.GetProperty("peak_gflops") is { ValueKind: JsonValueKind.Number } peak
            && who == ComparisonFigures.Carousel)
        {
            _peaks.Add(peak.GetDouble());
        }

        foreach (JsonElement result in root.GetProperty("results").EnumerateArray())
        {
            string kind = result.GetProperty("kind").GetString() ?? "";
            bool isLoop = ComparisonTable.Loops.Any(l => l.Name == kind);
            string shape = isLoop ? kind : result.GetProperty("shape").GetString() ?? "";
            (string Key, ComparisonMeasure Measure)[] figures = isLoop
                ? [("units_per_second", ComparisonMeasure.Units), ("peak_memory_bytes", ComparisonMeasure.Memory)]
                :
                [
                    ("forward_ms", ComparisonMeasure.Forward), ("training_ms", ComparisonMeasure.Training),
                    ("stream_us", ComparisonMeasure.Step),
                    ("forward_share", ComparisonMeasure.ForwardShare),
                    ("training_share", ComparisonMeasure.TrainingShare),
                ];
            foreach ((string key, ComparisonMeasure measure) in figures)
            {
                if (result.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
                {
                    _records.Add(new ComparisonRecord(round, who, shape, measure, value.GetDouble()));
                }
            }
        }
    }
}
