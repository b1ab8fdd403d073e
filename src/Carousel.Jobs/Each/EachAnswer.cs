using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Each;

/// <summary>What the fit of one series of many gives beside its models.</summary>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="BestEpoch">The epoch of the best validation score.</param>
/// <param name="Sentence">The result in plain words.</param>
/// <param name="Facts">What was found in the data and decided.</param>
/// <param name="Scores">The model first, then the others, the best first.</param>
/// <param name="Table">What was forecast, as CSV with a header.</param>
internal sealed record EachAnswer(
    long Parameters, int BestEpoch, string Sentence, IReadOnlyList<JobFact> Facts, IReadOnlyList<EachScore> Scores,
    string Table)
{
    private const string ModelEnding = ".safetensors";

    /// <summary>Fits and measures as a command for this series alone does.</summary>
    /// <param name="plan">The plan of the series.</param>
    /// <param name="table">The name of the job's file that is the answer's table.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The answer and the models.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(EachAnswer Answer, byte[] Models)> OfAsync(
        IJobPlan plan, string table, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using IJobModel model = await plan.FitAsync(new FitRun { Compare = true }, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        byte[] file = ModelBytes.Of(model);
        JobResult measured = plan.Measure(model, "", cancellation);
        cancellation.ThrowIfCancellationRequested();
        JobFile[] models = [.. measured.Files.Where(f => f.Name.EndsWith(ModelEnding, StringComparison.Ordinal))];
        JobFile text = measured.Files.Single(f => f.Name == table);
        return (
            new EachAnswer(
                model.Summary.Parameters, model.Summary.BestEpoch, measured.Sentence, plan.Facts,
                [.. measured.Scores.Select((s, i) => EachScore.Of(s, isSimple: i > 0 && !s.IsNetwork))],
                Encoding.UTF8.GetString(text.Content.Span)),
            EachModels.Pack([new JobFile(JobResult.ModelName, file), .. models]));
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static EachAnswer Read(string text) =>
        JsonSerializer.Deserialize(text, EachJson.Default.EachAnswer) ?? throw new JsonException();

    /// <summary>The answer as JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EachJson.Default.EachAnswer);
}

/// <summary>Answers as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EachAnswer))]
[JsonSerializable(typeof(EachLine))]
internal sealed partial class EachJson : JsonSerializerContext;
