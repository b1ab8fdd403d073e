using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Networks;

/// <summary>What a training reached, as every model file keeps it: no times.</summary>
internal sealed record NetworkTraining(
    StopReason Reason, long Steps, int BestEpoch, double? BestScore, ulong Seed, long Parameters,
    IReadOnlyList<EpochRecord> History)
{
    /// <summary>That of a network without a record of its training.</summary>
    public static NetworkTraining None(long parameters) => new(StopReason.Completed, 0, 0, null, 0, parameters, []);

    /// <summary>Made from the result of the trainer.</summary>
    public static NetworkTraining Of(TrainingResult result, ulong seed, long parameters) =>
        new(result.Reason, result.Steps, result.BestEpoch, result.BestScore, seed, parameters, result.History);

    /// <summary>In a model file.</summary>
    /// <exception cref="ModelFileException">It can't be understood.</exception>
    public static NetworkTraining Of(ModelFile file, string path) =>
        ModelEntry.Parse(file.Training, NetworkTrainingJson.Default.NetworkTraining, path, "training");

    /// <summary>As the trainer gives it.</summary>
    public TrainingResult ToResult() => new(Reason, Steps, History.Count, BestScore, BestEpoch, History);

    /// <summary>For a model file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkTrainingJson.Default.NetworkTraining);
}

/// <summary>The summary as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(NetworkTraining))]
internal sealed partial class NetworkTrainingJson : JsonSerializerContext;
