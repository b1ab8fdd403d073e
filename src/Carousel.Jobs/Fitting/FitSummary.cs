using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>What a training reached. Kept in the model file; holds no times.</summary>
/// <param name="Reason">Why the training ended.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="BestEpoch">The epoch of the best validation score, whose parameters are kept.</param>
/// <param name="BestScore">That score, lower is better; null where nothing validated.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Parameters">How many values are trained.</param>
/// <param name="History">All epochs done.</param>
public sealed record FitSummary(
    StopReason Reason, long Steps, int BestEpoch, double? BestScore, ulong Seed, long Parameters,
    IReadOnlyList<EpochRecord> History)
{
    /// <summary>Texts of missing values that the data were read with, in addition to the usual ones; null for none.
    /// Data that the model is applied to are read alike.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>What a result says of a training that ended because its network gets no share; else null.</summary>
    internal string? DecidedNote => Reason == StopReason.Decided
        ? $"The training was therefore stopped after epoch {History.Count}."
        : null;

    /// <summary>The summary of a training.</summary>
    /// <param name="result">What the trainer gave.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="parameters">How many values are trained.</param>
    /// <returns>The summary.</returns>
    public static FitSummary Of(TrainingResult result, ulong seed, long parameters)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new FitSummary(
            result.Reason, result.Steps, result.BestEpoch, result.BestScore, seed, parameters, result.History);
    }

    /// <summary>The summary in a model file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call it.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ModelFileException">It can't be understood.</exception>
    public static FitSummary Of(ModelFile file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ModelEntry.Parse(file.Training, FitSummaryJson.Default.FitSummary, path, "training");
    }

    /// <summary>The summary for a model file.</summary>
    /// <returns>A JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, FitSummaryJson.Default.FitSummary);
}

/// <summary>The summary as JSON made without reflection: one place for all jobs.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FitSummary))]
[JsonSerializable(typeof(TrainingChoices))]
internal sealed partial class FitSummaryJson : JsonSerializerContext;
