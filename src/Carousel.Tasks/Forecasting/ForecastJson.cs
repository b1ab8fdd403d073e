using System.Text.Json.Serialization;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a forecaster's file holds beside its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ForecastDesign))]
[JsonSerializable(typeof(ForecastFitted))]
[JsonSerializable(typeof(ForecastOrigin))]
[JsonSerializable(typeof(ForecastTraining))]
internal sealed partial class ForecastJson : JsonSerializerContext;

/// <summary>What was fitted beside the parameters.</summary>
/// <param name="Scaling">The scalers.</param>
/// <param name="Calibration">The widths of the quantiles.</param>
internal sealed record ForecastFitted(ForecastScaling Scaling, Calibration Calibration);
