using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>Why something was refused: one sentence, as the command line says it.</summary>
/// <param name="Error">The sentence.</param>
/// <param name="Line">The line of the data that is meant, from 1.</param>
/// <param name="Column">The number of the field in the line, from 1.</param>
/// <param name="Option">The option that is meant, without its dashes.</param>
internal sealed record Refusal(
    string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Line = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Column = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Option = null);
