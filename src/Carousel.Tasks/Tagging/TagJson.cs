using System.Text.Json.Serialization;

namespace Carousel.Tasks.Tagging;

/// <summary>What a tagger's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TagConfiguration))]
[JsonSerializable(typeof(TagScaling))]
[JsonSerializable(typeof(TagOrigin))]
internal sealed partial class TagJson : JsonSerializerContext;
