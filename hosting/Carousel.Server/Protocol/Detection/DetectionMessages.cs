using System.Text.Json.Serialization;

namespace Carousel.Server.Protocol;

/// <summary>A request to search a series.</summary>
internal sealed record SeriesBody(
    SeriesPoint?[]? Series, string? Granularity, int? CustomInterval, int? Period, double? ImputeFixedValue,
    double MaxAnomalyRatio = 0.25, int Sensitivity = 95, string ImputeMode = "auto", int StableTrendWindow = 1,
    double Threshold = 0.75);

/// <summary>A point of a series.</summary>
internal sealed record SeriesPoint(string? Timestamp, double? Value);

/// <summary>The answer to a search of a whole series: a value per point.</summary>
internal sealed record SeriesAnswer(
    int Period, double[] ExpectedValues, double[] UpperMargins, double[] LowerMargins, bool[] IsAnomaly,
    bool[] IsNegativeAnomaly, bool[] IsPositiveAnomaly, double[] Severity);

/// <summary>The answer to a search of the last point.</summary>
internal sealed record LastAnswer(
    int Period, int SuggestedWindow, double ExpectedValue, double UpperMargin, double LowerMargin, bool IsAnomaly,
    bool IsNegativeAnomaly, bool IsPositiveAnomaly, double Severity);

/// <summary>The answer to a search for change points.</summary>
internal sealed record ChangeAnswer(int Period, bool[] IsChangePoint, double[] ConfidenceScores);

/// <summary>An error, with the documented code.</summary>
internal sealed record DetectionError(string Code, string Message);

/// <summary>How variables are aligned and filled.</summary>
internal sealed record AlignPolicy(
    string AlignMode = "Outer", string FillNAMethod = "Linear", float? PaddingValue = null);

/// <summary>A request for a model, with what became of it.</summary>
internal sealed record ModelInfo(
    string? DataSource, string? StartTime, string? EndTime, string DataSchema = "OneTable", string DisplayName = "",
    int SlidingWindow = 300, AlignPolicy? AlignPolicy = null, string Status = "", DetectionError[]? Errors = null);

/// <summary>A model.</summary>
internal sealed record DetectionModel(
    string ModelId, DateTime CreatedTime, DateTime LastUpdatedTime, ModelInfo ModelInfo);

/// <summary>A page of models.</summary>
internal sealed record ModelPage(DetectionModel[] Models, int CurrentCount, int MaxCount, string? NextLink);

/// <summary>A request to search data.</summary>
internal sealed record BatchRequest(
    string? DataSource, string? StartTime, string? EndTime, int TopContributorCount = 10);

/// <summary>What a search found.</summary>
internal sealed record BatchAnswer(string ResultId, BatchSummary Summary, AnomalyState[] Results);

/// <summary>How a search ended.</summary>
internal sealed record BatchSummary(
    string Status, DetectionError[] Errors, BatchRequest SetupInfo);

/// <summary>The judgement of a row.</summary>
internal sealed record AnomalyState(DateTime Timestamp, AnomalyValue Value);

/// <summary>Whether and why a row is an anomaly.</summary>
internal sealed record AnomalyValue(bool IsAnomaly, double Severity, double Score, Interpretation[] Interpretation);

/// <summary>The share of a variable in an anomaly.</summary>
internal sealed record Interpretation(string Variable, double ContributionScore);

/// <summary>A request to judge the last row.</summary>
internal sealed record RowRequest(VariableValues[]? Variables, int TopContributorCount = 10);

/// <summary>The values of a variable.</summary>
internal sealed record VariableValues(string? Variable, string[]? Timestamps, float?[]? Values);

/// <summary>The judgement of the last row.</summary>
internal sealed record RowAnswer(AnomalyState[] Results);

/// <summary>Reads and writes all of these.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SeriesBody))]
[JsonSerializable(typeof(SeriesAnswer))]
[JsonSerializable(typeof(LastAnswer))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(ModelPage))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(RowRequest))]
[JsonSerializable(typeof(RowAnswer))]
internal sealed partial class DetectionJson : JsonSerializerContext;
