using System.Text.Json.Serialization;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;

namespace Carousel.Genomes;

/// <summary>Metadata of genome models' files, in addition to the parameters: JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(NextBaseConfiguration))]
[JsonSerializable(typeof(NextBaseOrigin))]
[JsonSerializable(typeof(GeneConfiguration))]
[JsonSerializable(typeof(LabelConfiguration))]
[JsonSerializable(typeof(LabelOrigin))]
[JsonSerializable(typeof(NucleotideDesign))]
internal sealed partial class GenomeJson : JsonSerializerContext;
