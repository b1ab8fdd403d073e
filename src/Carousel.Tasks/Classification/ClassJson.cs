using System.Text.Json.Serialization;

namespace Carousel.Tasks.Classification;

/// <summary>What a classifier's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ClassDesign))]
[JsonSerializable(typeof(ClassScales))]
[JsonSerializable(typeof(ClassOrigin))]
[JsonSerializable(typeof(ClassTraining))]
internal sealed partial class ClassJson : JsonSerializerContext;

/// <summary>The scales of the channels.</summary>
/// <param name="Channels">Those of the channels, then those of their changes.</param>
internal sealed record ClassScales(IReadOnlyList<ChannelScale> Channels);
