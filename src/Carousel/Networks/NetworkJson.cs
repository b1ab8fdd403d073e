using System.Text.Json.Serialization;

namespace Carousel.Networks;

/// <summary>The design in a model file, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkDesign))]
internal sealed partial class NetworkJson : JsonSerializerContext;
