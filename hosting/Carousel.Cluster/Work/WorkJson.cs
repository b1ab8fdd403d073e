using System.Text.Json.Serialization;

namespace Carousel.Cluster.Work;

/// <summary>A part as JSON.</summary>
internal sealed record PartText(string Kind, IReadOnlyList<string> Words, IReadOnlyList<DataText> Data, string Version);

/// <summary>A file of a part as JSON.</summary>
internal sealed record DataText(string Name, string Sha256);

/// <summary>What parts are written as, made without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PartText))]
internal sealed partial class WorkJson : JsonSerializerContext;
