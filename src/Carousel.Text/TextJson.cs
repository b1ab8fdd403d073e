using System.Text.Json.Serialization;
using Carousel.Language;
using Carousel.Speech;
using Carousel.Tagging;
using Carousel.Translation;

namespace Carousel;

/// <summary>Metadata of model files, in addition to the parameters: JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TranslationConfiguration))]
[JsonSerializable(typeof(TranslationOrigin))]
[JsonSerializable(typeof(SpeechDesign))]
[JsonSerializable(typeof(SpeechOrigin))]
[JsonSerializable(typeof(LanguageDesign))]
[JsonSerializable(typeof(LanguageOrigin))]
[JsonSerializable(typeof(TagConfiguration))]
[JsonSerializable(typeof(TagScaling))]
[JsonSerializable(typeof(TagOrigin))]
internal sealed partial class TextJson : JsonSerializerContext;
