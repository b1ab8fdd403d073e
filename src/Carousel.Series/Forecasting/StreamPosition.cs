using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Where a stream stands, to and from a checkpoint: numbers as JSON, rows and open forecasts as tensors.
/// </summary>
/// <param name="Header">The names of the cells of a line; null before the first.</param>
/// <param name="Rows">Rows taken.</param>
/// <param name="Answers">Rows answered with a forecast.</param>
/// <param name="Sums">Of the score.</param>
/// <param name="Series">Each series.</param>
internal sealed record StreamPosition(
    string[]? Header, long Rows, long Answers, double[] Sums, IReadOnlyList<StreamHistory> Series)
{
    /// <summary>
    /// The numbers; doubles are written so that they read back to the same bits, but a sum that is not finite is null
    /// and reads back as NaN.
    /// </summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", Rows);
            json.WriteNumber("answers", Answers);
            Write(json, "header", Header ?? [], json.WriteStringValue);
            Write(json, "sums", Sums, sum => WriteFinite(json, sum));
            json.WriteStartArray("series");
            foreach (StreamHistory history in Series)
            {
                json.WriteStartObject();
                json.WriteString("id", history.Id);
                json.WriteNumber("rows", history.Rows);
                Write(json, "times", history.Times, time => json.WriteNumberValue(time.Ticks));
                Write(json, "origins", history.Outstanding, forecast => json.WriteNumberValue(forecast.Origin));
                json.WriteStartObject("statics");
                foreach ((string name, StaticValue value) in history.Statics.OrderBy(
                    s => s.Key, StringComparer.Ordinal))
                {
                    json.WriteString(name, value.Text);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The values; what is empty has no tensor.</summary>
    public IReadOnlyList<StoredTensor> ToTensors()
    {
        var tensors = new List<StoredTensor>();
        for (int s = 0; s < Series.Count; s++)
        {
            StreamHistory history = Series[s];
            Add($"rows/{s}", history.ToArray());
            Add($"ahead/{s}", [.. history.Ahead.SelectMany(a => a)]);
            Add($"quantiles/{s}", [.. history.Outstanding.SelectMany(o => o.Quantiles)]);
            Add($"last/{s}", [.. history.Outstanding.SelectMany(o => o.Last)]);
        }

        return tensors;

        void Add(string name, float[] values)
        {
            if (values.Length > 0)
            {
                tensors.Add(new StoredTensor(name, new Shape(values.Length), values));
            }
        }
    }

    /// <summary>Reads a position.</summary>
    /// <param name="path">The checkpoint, for messages.</param>
    /// <param name="text">What <see cref="ToJson"/> wrote.</param>
    /// <param name="tensors">What <see cref="ToTensors"/> gave.</param>
    /// <param name="make">Makes an empty history of a series.</param>
    /// <exception cref="CheckpointException">It can't be understood.</exception>
    public static StreamPosition Read(
        string path, string text, IReadOnlyDictionary<string, StoredTensor> tensors, Func<string?, StreamHistory> make)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            string[] header =
            [
                .. root.GetProperty("header").EnumerateArray()
                    .Select(h => h.GetString() ?? throw new FormatException("A name is missing.")),
            ];
            double[] sums =
            [
                .. root.GetProperty("sums").EnumerateArray()
                    .Select(s => s.ValueKind == JsonValueKind.Null ? double.NaN : s.GetDouble()),
            ];
            (long rows, long answers) = (root.GetProperty("rows").GetInt64(), root.GetProperty("answers").GetInt64());
            Require(sums.Length == PrequentialScore.SumCount && rows >= 0 && answers >= 0);
            var series = new List<StreamHistory>();
            foreach (JsonElement one in root.GetProperty("series").EnumerateArray())
            {
                StreamHistory history = make(one.GetProperty("id").GetString());
                Fill(
                    history, one,
                    name => tensors.TryGetValue($"{name}/{series.Count}", out StoredTensor? tensor)
                        ? tensor.Values
                        : default);
                series.Add(history);
            }

            Require(series.DistinctBy(h => h.Id ?? "").Count() == series.Count);
            return new StreamPosition(header.Length > 0 ? header : null, rows, answers, sums, series);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new CheckpointException($"{path}: the position in the checkpoint cannot be understood.", exception);
        }
    }

    private static void Fill(StreamHistory history, JsonElement one, Func<string, ReadOnlyMemory<float>> values)
    {
        DateTime[] times = [.. one.GetProperty("times").EnumerateArray().Select(t => new DateTime(t.GetInt64()))];
        history.Load(values("rows").Span, times);
        history.Rows = one.GetProperty("rows").GetInt64();
        Require(
            values("rows").Length == history.Length * history.Columns
                && (times.Length == history.Length || (times.Length == 0 && history.Frequency is null)));
        Require(history.Rows >= history.Length);
        foreach (JsonProperty value in one.GetProperty("statics").EnumerateObject())
        {
            history.Statics[value.Name] = StaticValue.FromText(value.Value.GetString()!);
        }

        Require(history.KnownCount == 0 ? values("ahead").IsEmpty : values("ahead").Length % history.KnownCount == 0);
        history.Ahead.AddRange(Parts(values("ahead"), history.KnownCount));
        long[] origins = [.. one.GetProperty("origins").EnumerateArray().Select(o => o.GetInt64())];
        Require(origins.All(origin => origin >= 0 && origin <= history.Rows));
        Require(
            values("quantiles").Length == origins.LongLength * history.ForecastLength
                && values("last").Length == origins.LongLength * history.TargetCount);
        float[][] quantiles = Parts(values("quantiles"), history.ForecastLength),
            last = Parts(values("last"), history.TargetCount);
        history.Outstanding.AddRange(origins.Select(
            (origin, o) => new OutstandingForecast(origin, quantiles[o], last[o])));
    }

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new FormatException("The numbers of the position do not fit one another, or not the model.");
        }
    }

    private static void WriteFinite(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static float[][] Parts(ReadOnlyMemory<float> values, int length) =>
        length == 0
            ? []
            : [.. Enumerable.Range(0, values.Length / length).Select(p => values.Slice(p * length, length).ToArray())];

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
