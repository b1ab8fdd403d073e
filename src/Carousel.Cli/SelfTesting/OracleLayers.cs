using System.Text.Json;
using Carousel.Layers;

namespace Carousel.Cli.SelfTesting;

/// <summary>Layers by their description in a stored vector.</summary>
internal static class OracleLayers
{
    /// <summary>Makes a layer.</summary>
    /// <param name="json">Its <c>kind</c> and its sizes; a switch that is not named is off.</param>
    /// <exception cref="FormatException">No layer is of this kind.</exception>
    public static SequenceLayer Make(JsonElement json)
    {
        int Size(string name) => json.GetProperty(name).GetInt32();
        int SizeOrNone(string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 0;
        bool Is(string name) => json.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
        return json.GetProperty("kind").GetString() switch
        {
            "lstm" => new Lstm(
                Size("inputs"),
                Size("hidden"),
                Is("reverse"),
                new LstmOptions
                {
                    Peepholes = Is("peepholes"),
                    Projection = SizeOrNone("projection"),
                }),
            { } word when RecurrentCell.Find(word) is { } cell =>
                cell.Make(new CellSettings(Size("inputs"), Size("hidden"))
                {
                    ResetAfter = Is("reset_after"),
                    Reverse = Is("reverse"),
                }),
            "bidirectional" => new Bidirectional(Make(json.GetProperty("forward")), Make(json.GetProperty("reverse"))),
            "stack" => new Stack([.. json.GetProperty("layers").EnumerateArray().Select(Make)]),
            "dense" => new Dense(Size("inputs"), Size("outputs")),
            "embedding" => new Embedding(Size("vocabulary"), Size("outputs")),
            "layer norm" => new LayerNorm(Size("inputs")),
            "convolution" => new SequenceConvolution(Size("inputs"), Size("outputs"), Size("kernel"), Size("dilation")),
            var kind => throw new FormatException($"The layer kind '{kind}' is unknown."),
        };
    }
}
