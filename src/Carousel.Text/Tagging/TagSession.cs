using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;

namespace Carousel.Tagging;

/// <summary>A session of a tagger: a sentence in, its tokens with their labels out. Sentences know nothing of each
/// other.</summary>
internal sealed class TagSession(Tagger model, StateMark mark) : SteppingSession(mark)
{
    /// <summary>What makes the sessions of a tagger.</summary>
    /// <exception cref="SteppingException">It labels steps of numbers, and needs later steps.</exception>
    public static ISteppingModel Of(IJobModel model)
    {
        var tagger = (Tagger)model;
        if (!tagger.ReadsText)
        {
            return StepTagSession.Of(tagger);
        }

        var mark = StateMark.Of(tagger);
        return new SteppingModel(
            "a sentence as text, or an array of its tokens",
            "each token with its label and the probability of that label",
            () => new TagSession(tagger, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        IReadOnlyList<string> tokens = Read(row, number);
        turn.Units = tokens.Count;
        IReadOnlyList<(string Label, double Probability)> labels = model.Weighed(tokens);
        answer.WriteStartObject();
        answer.WriteStartArray("tokens");
        for (int t = 0; t < tokens.Count; t++)
        {
            answer.WriteStartObject();
            answer.WriteString("token", tokens[t]);
            answer.WriteString("label", labels[t].Label);
            answer.WriteNumber("probability", Math.Round(labels[t].Probability, 6));
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
        answer.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
    }

    private static IReadOnlyList<string> Read(JsonElement row, long number)
    {
        IReadOnlyList<string> tokens = row.ValueKind switch
        {
            JsonValueKind.String => TextTokens.Of(row.GetString()!),
            JsonValueKind.Array when row.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String) =>
                [.. row.EnumerateArray().Select(t => t.GetString()!.Trim())],
            _ => [],
        };
        return tokens.Count > 0 && tokens.All(t => t.Length > 0)
            ? tokens
            : throw new DataFormatException(
                Source, number, 0, "a row is a sentence as text, or an array of its tokens, one at least.");
    }
}
