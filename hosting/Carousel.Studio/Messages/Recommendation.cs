using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>What can be done with data.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Questions">What to ask, in order.</param>
/// <param name="Options">What the answers begin with.</param>
internal sealed record Recommendation(
    string Job, string Reason, IReadOnlyList<Question> Questions, JsonObject Options);

/// <summary>A plain question, whose answer is the value of an option.</summary>
/// <param name="Option">The option.</param>
/// <param name="Text">The question.</param>
/// <param name="Help">What depends on it.</param>
/// <param name="Kind"><c>columns</c>, <c>column</c>, <c>number</c>, <c>choice</c> or <c>switch</c>.</param>
internal sealed record Question(string Option, string Text, string Help, string Kind)
{
    /// <summary>What there is to choose from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<QuestionChoice>? Choices { get; init; }

    /// <summary>The least number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Least { get; init; }

    /// <summary>The greatest number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Most { get; init; }

    /// <summary>Whether an empty answer leaves the option out.</summary>
    public bool Optional { get; init; }
}

/// <summary>An answer to choose.</summary>
/// <param name="Value">The option's value.</param>
/// <param name="Title">In words.</param>
internal sealed record QuestionChoice(string Value, string Title);
