using System.Text.Json.Serialization;

namespace Carousel.Translation;

/// <summary>What a translator's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TranslationConfiguration))]
[JsonSerializable(typeof(TranslationOrigin))]
internal sealed partial class TranslationJson : JsonSerializerContext;
