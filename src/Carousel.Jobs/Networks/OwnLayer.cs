using System.Text.Json.Serialization;

namespace Carousel.Jobs.Networks;

/// <summary>The texts in the file of a user-defined layer, in addition to its tensors.</summary>
/// <param name="Type">The type's name in the program.</param>
/// <param name="Sentence">What the file is, for a person.</param>
/// <param name="Reason">Why the network cannot be made again from it.</param>
internal sealed record OwnLayer(string Type, string Sentence, string Reason);

/// <summary>That as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OwnLayer))]
internal sealed partial class OwnLayerJson : JsonSerializerContext;
