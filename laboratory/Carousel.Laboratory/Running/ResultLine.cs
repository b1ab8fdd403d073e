using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>
/// A row's result as one line of JSON, with curves and weights, so that a long run can be taken up again.
/// </summary>
internal static class ResultLine
{
    // A thousand years.
    private const double MostSeconds = 1000 * 366 * 86400.0;

    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line of a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>One object, without a line's end.</returns>
    public static string Write(RowResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            json.WriteString("experiment", result.Experiment);
            json.WriteString("row", result.Row.Name);
            json.WriteNumber("seed", result.Seed);
            json.WriteNumber("budget", result.Budget);
            json.WriteNumber("trials", result.TrialsAsked);
            json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
            json.WriteNumber("steps", result.Steps);
            json.WriteStartArray("outcomes");
            foreach (TrialOutcome outcome in result.Outcomes)
            {
                Write(json, outcome);
            }

            json.WriteEndArray();
            json.WriteBase64String("weights", ToBytes(result.Weights));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Reads a line back.</summary>
    /// <param name="line">The line.</param>
    /// <param name="experiments">The experiments whose rows it may be of.</param>
    /// <returns>The result, or null where the line is not of one of these rows, or not whole: the run may have been
    /// killed while it wrote.</returns>
    /// <exception cref="InvalidDataException">The line is whole, but says what no run can have come to.</exception>
    public static RowResult? Read(string line, IReadOnlyList<Experiment> experiments)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            string name = json.GetProperty("experiment").GetString()!;
            string row = json.GetProperty("row").GetString()!;
            return experiments.FirstOrDefault(e => e.Name == name)?.Rows.FirstOrDefault(r => r.Name == row) is { } known
                ? Read(json, name, known)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new InvalidDataException("It names something twice, or has a number without meaning.", exception);
        }
    }

    private static RowResult Read(JsonElement json, string experiment, ExperimentRow row) => new()
    {
        Experiment = experiment,
        Row = row,
        Seed = json.GetProperty("seed").GetUInt64(),
        Budget = Whole(json, "budget"),
        TrialsAsked = (int)Math.Min(Whole(json, "trials"), int.MaxValue),
        Seconds = Within(json.GetProperty("seconds").GetDouble(), 0, MostSeconds, "seconds"),
        Steps = Whole(json, "steps"),
        Outcomes = [.. json.GetProperty("outcomes").EnumerateArray().Select(ReadOutcome)],
        Weights = ToNumbers(json.GetProperty("weights").GetBytesFromBase64()),
    };

    private static void Write(Utf8JsonWriter json, TrialOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", outcome.Number);
        json.WriteBoolean("solved", outcome.IsSolved);
        json.WriteNumber("sequences", outcome.Sequences);
        json.WriteStartObject("figures");
        foreach ((string name, double value) in outcome.Figures.Where(f => double.IsFinite(f.Value)))
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("curve");
        foreach (CurvePoint point in outcome.Curve.Where(p => float.IsFinite(p.Error)))
        {
            json.WriteNumberValue(point.Sequences);
            json.WriteNumberValue(point.Error);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TrialOutcome ReadOutcome(JsonElement json)
    {
        JsonElement[] curve = [.. json.GetProperty("curve").EnumerateArray()];
        return new TrialOutcome(
            (int)Math.Min(Whole(json, "trial"), int.MaxValue),
            json.GetProperty("solved").GetBoolean(),
            Whole(json, "sequences"),
            json.GetProperty("figures").EnumerateObject()
                .ToDictionary(
                    p => p.Name, p => Within(p.Value.GetDouble(), double.MinValue, double.MaxValue, p.Name),
                    StringComparer.Ordinal),
            [
                .. Enumerable.Range(0, curve.Length / 2)
                    .Select(
                        i =>
                            new CurvePoint(
                                curve[2 * i].GetInt64(),
                                (float)Within(curve[(2 * i) + 1].GetSingle(), 0, float.MaxValue, "curve"))),
            ]);
    }

    private static long Whole(JsonElement json, string name) =>
        json.GetProperty(name).GetInt64() is var value and >= 0
            ? value
            : throw new InvalidDataException($"Its number '{name}' is negative.");

    private static double Within(double value, double least, double most, string name) =>
        value >= least && value <= most
            ? value
            : throw new InvalidDataException($"Its number '{name}' is negative or too large.");

    private static byte[] ToBytes(IReadOnlyList<float> numbers)
    {
        byte[] bytes = new byte[sizeof(float) * numbers.Count];
        for (int i = 0; i < numbers.Count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), numbers[i]);
        }

        return bytes;
    }

    private static float[] ToNumbers(byte[] bytes)
    {
        float[] numbers = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(sizeof(float) * i));
        }

        return numbers;
    }
}
