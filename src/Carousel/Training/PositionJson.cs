using System.Text.Json;

namespace Carousel.Training;

/// <summary>A training's position as JSON. Doubles are written so that they read back to the same bits.</summary>
internal static class PositionJson
{
    public static void Write(Utf8JsonWriter json, TrainingPosition position, long optimizerSteps)
    {
        json.WriteNumber("step", position.Step);
        json.WriteNumber("epoch", position.Epoch);
        json.WriteNumber("batch", position.Batch);
        json.WriteNumber("batches", position.Batches);
        json.WriteNumber("optimiser_steps", optimizerSteps);
        if (position.AveragedSteps > 0)
        {
            json.WriteNumber("averaged_steps", position.AveragedSteps);
        }

        Write(json, "loss_sum", position.LossSum);
        Write(json, "elements", position.Elements);
        Write(json, "learning_rate", position.LearningRate);
        Write(json, "best", position.Best);
        json.WriteNumber("best_epoch", position.BestEpoch);
        json.WriteNumber("ended", position.Ended is { } ended ? (int)ended : -1);
        json.WriteStartArray("history");
        foreach (EpochRecord record in position.History)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", record.Epoch);
            json.WriteNumber("step", record.Step);
            Write(json, "training_loss", record.TrainingLoss);
            Write(json, "score", record.Score ?? double.PositiveInfinity);
            json.WriteBoolean("validated", record.Score is not null);
            Write(json, "learning_rate", record.LearningRate);
            json.WriteBoolean("best", record.IsBest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static (TrainingPosition Position, long OptimizerSteps) Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        int ended = root.GetProperty("ended").GetInt32();
        var position = new TrainingPosition
        {
            Step = root.GetProperty("step").GetInt64(),
            Epoch = root.GetProperty("epoch").GetInt32(),
            Batch = root.GetProperty("batch").GetInt32(),
            Batches = root.GetProperty("batches").GetInt64(),
            AveragedSteps = root.TryGetProperty("averaged_steps", out JsonElement averaged) ? averaged.GetInt64() : 0,
            LossSum = Number(root, "loss_sum"),
            Elements = Number(root, "elements"),
            LearningRate = Number(root, "learning_rate"),
            Best = Number(root, "best"),
            BestEpoch = root.GetProperty("best_epoch").GetInt32(),
            Ended = ended < 0 ? null : (StopReason)ended,
        };
        foreach (JsonElement record in root.GetProperty("history").EnumerateArray())
        {
            position.History.Add(new EpochRecord(
                record.GetProperty("epoch").GetInt32(),
                record.GetProperty("step").GetInt64(),
                Number(record, "training_loss"),
                record.GetProperty("validated").GetBoolean() ? Number(record, "score") : null,
                Number(record, "learning_rate"),
                record.GetProperty("best").GetBoolean()));
        }

        return (position, root.GetProperty("optimiser_steps").GetInt64());
    }

    /// <summary>JSON knows neither infinity nor NaN: both become texts.</summary>
    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "nan" : value > 0 ? "infinity" : "-infinity");
        }
    }

    private static double Number(JsonElement element, string name)
    {
        JsonElement value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : value.GetString() switch
            {
                "nan" => double.NaN,
                "infinity" => double.PositiveInfinity,
                "-infinity" => double.NegativeInfinity,
                _ => throw new FormatException($"{name} is not a number."),
            };
    }
}
