using System.Text.Json.Serialization;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Speech;

/// <summary>What a transcriber's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SpeechDesign))]
[JsonSerializable(typeof(SpeechOrigin))]
[JsonSerializable(typeof(KeptLanguage))]
[JsonSerializable(typeof(TrainingChoices))]
internal sealed partial class SpeechJson : JsonSerializerContext;
