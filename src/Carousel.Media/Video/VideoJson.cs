using System.Text.Json.Serialization;
using Carousel.Jobs.Rivals;
using Carousel.Video.Actions;
using Carousel.Video.NextFrames;

namespace Carousel.Video;

/// <summary>What models of clips hold beside their parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ActionDesign))]
[JsonSerializable(typeof(FrameDesign))]
[JsonSerializable(typeof(ClipOrigin))]
internal sealed partial class VideoJson : JsonSerializerContext;

/// <summary>What a model learned from.</summary>
/// <param name="Fingerprint">Of the clips.</param>
/// <param name="Clips">Training clips.</param>
/// <param name="Counts">Training clips of each action; none for next frames.</param>
internal sealed record ClipOrigin(string Fingerprint, int Clips, IReadOnlyList<int> Counts)
{
    /// <summary>The action of each training clip that the file keeps; null where it keeps none.</summary>
    public IReadOnlyList<int>? Nearest { get; init; }

    /// <summary>How the nearest of them is inside; null where the network answers alone.</summary>
    public RivalAnswer? Inside { get; init; }

    /// <summary>
    /// For next frames the share of the network beside a regression, 1 where it answers alone; null in older files.
    /// </summary>
    public double? Alpha { get; init; }
}
