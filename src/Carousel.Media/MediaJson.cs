using System.Text.Json.Serialization;
using Carousel.Captioning;
using Carousel.Handwriting;
using Carousel.Music;
using Carousel.Video;

namespace Carousel;

/// <summary>Metadata of model files, in addition to the parameters: JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MusicDesign))]
[JsonSerializable(typeof(MusicOrigin))]
[JsonSerializable(typeof(CaptionConfiguration))]
[JsonSerializable(typeof(CaptionOrigin))]
[JsonSerializable(typeof(ActionDesign))]
[JsonSerializable(typeof(FrameDesign))]
[JsonSerializable(typeof(ClipOrigin))]
[JsonSerializable(typeof(RecognizerDesign))]
[JsonSerializable(typeof(RecognizerOrigin))]
[JsonSerializable(typeof(PenDesign))]
[JsonSerializable(typeof(PenOrigin))]
internal sealed partial class MediaJson : JsonSerializerContext;
