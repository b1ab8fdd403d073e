using System.Text.Json.Serialization;
using Carousel.Anomalies;
using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.RemainingLife;
using Carousel.Survival;

namespace Carousel;

/// <summary>The contents of model files in addition to their parameters, as JSON without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SurvivalDesign))]
[JsonSerializable(typeof(SurvivalFitted))]
[JsonSerializable(typeof(SurvivalOrigin))]
[JsonSerializable(typeof(ForecastDesign))]
[JsonSerializable(typeof(ForecastFitted))]
[JsonSerializable(typeof(ForecastOrigin))]
[JsonSerializable(typeof(LifeDesign))]
[JsonSerializable(typeof(LifeFitted))]
[JsonSerializable(typeof(LifeOrigin))]
[JsonSerializable(typeof(ClassDesign))]
[JsonSerializable(typeof(ClassScales))]
[JsonSerializable(typeof(ClassOrigin))]
[JsonSerializable(typeof(ClassTraining))]
[JsonSerializable(typeof(ChannelDesign))]
[JsonSerializable(typeof(ChannelFitted))]
[JsonSerializable(typeof(DetectorOptions))]
[JsonSerializable(typeof(EventDesign))]
[JsonSerializable(typeof(EventFitted))]
[JsonSerializable(typeof(AnomalyOrigin))]
internal sealed partial class SeriesJson : JsonSerializerContext;
