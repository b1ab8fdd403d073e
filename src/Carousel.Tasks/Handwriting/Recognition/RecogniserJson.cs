using System.Text.Json.Serialization;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>What a recogniser holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RecogniserDesign))]
[JsonSerializable(typeof(TrainingChoices))]
[JsonSerializable(typeof(RecogniserOrigin))]
internal sealed partial class RecogniserJson : JsonSerializerContext;

/// <summary>What a recogniser learned from.</summary>
/// <param name="Fingerprint">Of the drawings.</param>
/// <param name="Counts">Training drawings of each class; none for lines.</param>
/// <param name="Drawings">Training drawings.</param>
/// <param name="Made">How lines were joined, in words; empty where none were.</param>
/// <param name="Nearest">The labels of the training drawings that the file keeps; null in older files.</param>
internal sealed record RecogniserOrigin(string Fingerprint, IReadOnlyList<int> Counts, int Drawings, string Made, IReadOnlyList<string>? Nearest = null);
