using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carousel.Laboratory.Tracking.Training;

namespace Carousel.Laboratory.Tracking;

/// <summary>The file of one trial, from which a stopped run continues.</summary>
internal static class TrackingRecord
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The name of a trial's file.</summary>
    public static string NameOf(TrackingTrial trial) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{trial.Problem.Word}-{trial.Network.Word}-{trial.Seed}.json");

    /// <summary>The bytes of a result's file.</summary>
    public static byte[] BytesOf(TrackingResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            Write(json, result);
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Writes results as an object of one array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="results">What came of trials.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TrackingResult> results)
    {
        json.WriteStartObject();
        json.WriteStartArray("trainings");
        foreach (TrackingResult result in results)
        {
            Write(json, result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a file back.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="trial">The trial that it should be of.</param>
    /// <param name="settings">How it should have been trained and tested.</param>
    /// <returns>The result; null where it is of another trial, of other settings, or no such file.</returns>
    public static TrackingResult? Read(ReadOnlyMemory<byte> bytes, TrackingTrial trial, TrackingSettings settings)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            JsonElement json = document.RootElement;
            TrackingResult result = Read(json);
            return result.Task == trial.Problem.Word && result.Network == trial.Network.Word
                && result.Seed == trial.Seed && result.Settings == settings.KeyOf(trial.Network)
                && result.Scores.Select(s => s.Length).SequenceEqual(settings.LengthsOf(trial.Problem))
                ? result
                : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, TrackingResult result)
    {
        json.WriteStartObject();
        json.WriteString("task", result.Task);
        json.WriteString("network", result.Network);
        json.WriteNumber("seed", result.Seed);
        json.WriteString("settings", result.Settings);
        json.WriteNumber("parameters", result.Parameters);
        json.WriteNumber("batches", result.Training.Batches);
        if (result.Training.FirstPerfect is { } first)
        {
            json.WriteNumber("first_perfect", first);
        }

        json.WriteBoolean("time_over", result.Training.IsTimeOver);
        json.WriteBoolean("diverged", result.Training.IsDiverged);
        json.WriteNumber("seconds", Math.Round(result.Training.Seconds, 1));
        json.WriteStartArray("scores");
        foreach (LengthScore score in result.Scores)
        {
            json.WriteStartObject();
            json.WriteNumber("length", score.Length);
            json.WriteNumber("accuracy", score.Accuracy);
            json.WriteNumber("all", score.All);
            json.WriteNumber("whole", score.Whole);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TrackingResult Read(JsonElement json)
    {
        var training = new TrackingTraining(
            json.GetProperty("batches").GetInt32(),
            json.TryGetProperty("first_perfect", out JsonElement first) ? first.GetInt32() : null,
            json.GetProperty("time_over").GetBoolean(), json.GetProperty("diverged").GetBoolean(),
            json.GetProperty("seconds").GetDouble());
        return new TrackingResult(
            json.GetProperty("task").GetString()!, json.GetProperty("network").GetString()!,
            json.GetProperty("seed").GetUInt64(), json.GetProperty("settings").GetString()!,
            json.GetProperty("parameters").GetInt64(), training,
            [
                .. json.GetProperty("scores").EnumerateArray().Select(score => new LengthScore(
                    score.GetProperty("length").GetInt32(), score.GetProperty("accuracy").GetDouble(),
                    score.GetProperty("all").GetDouble(), score.GetProperty("whole").GetDouble())),
            ]);
    }
}
