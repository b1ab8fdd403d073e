using System.Text.Json.Serialization;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>What a model that draws holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(PenDesign))]
[JsonSerializable(typeof(TrainingChoices))]
[JsonSerializable(typeof(PenOrigin))]
internal sealed partial class PenJson : JsonSerializerContext;

/// <summary>What a model that draws learned from.</summary>
/// <param name="Fingerprint">Of the drawings.</param>
/// <param name="Drawings">Training drawings.</param>
/// <param name="Longest">Points of the longest.</param>
/// <param name="Baselines">Simple guesses from the same drawings.</param>
/// <param name="Mixture">The best guess without memory; null in older files.</param>
internal sealed record PenOrigin(string Fingerprint, int Drawings, int Longest, IReadOnlyList<OffsetBaseline> Baselines, LastOffsetMixture? Mixture = null);
