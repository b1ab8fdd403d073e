using System.Text.Json.Serialization;
using Carousel.Anomalies.Channels;
using Carousel.Anomalies.Events;

namespace Carousel.Anomalies;

/// <summary>What a detector's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ChannelDesign))]
[JsonSerializable(typeof(ChannelFitted))]
[JsonSerializable(typeof(ChannelPosition))]
[JsonSerializable(typeof(DetectorOptions))]
[JsonSerializable(typeof(EventDesign))]
[JsonSerializable(typeof(EventFitted))]
[JsonSerializable(typeof(AnomalyOrigin))]
internal sealed partial class AnomalyJson : JsonSerializerContext;
