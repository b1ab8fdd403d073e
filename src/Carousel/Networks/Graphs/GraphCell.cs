using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>What a cell of a layer keeps from step to step.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Kind">h for outputs, c for cells, a word for other quantities.</param>
/// <param name="Size">How many numbers.</param>
internal sealed record GraphCell(Layer Layer, string Kind, int Size)
{
    /// <summary>The name of the cell's state in a drawing.</summary>
    /// <param name="scope">The prefix of the names of layers; empty, or a name and a point.</param>
    /// <param name="when">Such as <c>initial</c> or <c>final</c>.</param>
    /// <returns>Such as <c>decoder.0.initial_h</c>.</returns>
    public string NameIn(string scope, string when) => $"{PathOf(Layer, scope)}.{when}_{Kind}";

    /// <summary>
    /// The name of a layer in a drawing: its path in the model, or the prefix if it is the whole model.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="scope">The prefix of the names of layers; empty, or a name and a point.</param>
    /// <returns>Such as <c>decoder.0</c>.</returns>
    public static string PathOf(Layer layer, string scope) =>
        layer.Path.Length > 0 ? scope + layer.Path : scope.Length > 0 ? scope[..^1] : "network";

    /// <summary>The cells of a layer, in the order in which its state holds them.</summary>
    /// <param name="layer">A recurrent layer, a convolution, or what is made of such.</param>
    /// <returns>The cells; their sizes add up to the layer's state.</returns>
    public static IReadOnlyList<GraphCell> Of(SequenceLayer layer) => layer switch
    {
        RecurrentLayer recurrent =>
        [
            .. recurrent.Cell.States.Zip(
                recurrent.Cell.StateSizes(recurrent.HiddenSize, recurrent.Heads),
                (kind, size) => new GraphCell(layer, kind, kind == "h" ? layer.OutputSize : size)),
        ],
        Stack or Bidirectional => [.. layer.Layers.OfType<SequenceLayer>().SelectMany(Of)],
        { StateSize: > 0 } => [new(layer, "past", layer.StateSize)],
        _ => [],
    };
}
