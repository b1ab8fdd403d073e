using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Keras;

/// <summary>
/// A layer of Keras that has weights and no state: its design, and its weights under Carousel's names.
/// </summary>
/// <param name="Design">Sizes and kind.</param>
/// <param name="Weights">Values by the parameter's name in the layer.</param>
internal sealed record KerasStateless(NetworkLayer Design, IReadOnlyDictionary<string, NetworkWeight> Weights)
{
    /// <summary>A table with a row for each symbol.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="notes">Takes the assumptions.</param>
    /// <exception cref="Storage.ModelFileException">Its table is not a matrix.</exception>
    public static KerasStateless Embedding(KerasLayer layer, ICollection<string> notes)
    {
        RequirePlain(layer);
        layer.RequireWeights(1);
        Shape table = layer.Weights[0].Shape;
        if (table.Rank != 2 || table.Length == 0)
        {
            throw layer.Bad($"has a table of the shape {table}, which is not a matrix with values.");
        }

        if (layer.Flag("mask_zero", false))
        {
            notes.Add(
                $"{layer.Title} has mask_zero=True: symbol 0 is padding in Keras and an ordinary symbol here. Give "
                + $"sequences without padding; each may have a different length.");
        }

        return Make(
            new NetworkLayer(NetworkLayerKind.Embedding, table[0], table[1]) { Module = layer.Name },
            ("weight", NetworkWeight.Of(layer.Weights[0].Values)));
    }

    /// <summary>A dense layer without its function.</summary>
    /// <param name="layer">The layer.</param>
    /// <exception cref="Storage.ModelFileException">Its weights do not fit it.</exception>
    public static KerasStateless Dense(KerasLayer layer)
    {
        RequirePlain(layer);
        bool hasBias = layer.Flag("use_bias", true);
        layer.RequireWeights(hasBias ? 2 : 1);
        Shape kernel = layer.Weights[0].Shape;
        if (kernel.Rank != 2 || kernel.Length == 0)
        {
            throw layer.Bad($"has a kernel of the shape {kernel}, which is not a matrix with values.");
        }

        (int inputs, int units) = (kernel[0], kernel[1]);
        var design = new NetworkLayer(NetworkLayerKind.Dense, inputs, units) { Module = layer.Name, HasBias = hasBias };
        var weight = ("weight", KerasWeights.Turned(layer.Values(0, "kernel", kernel), [0], units));
        return hasBias
            ? Make(design, weight, ("bias", NetworkWeight.Of(layer.Values(1, "bias", new Shape(units)))))
            : Make(design, weight);
    }

    /// <summary>A normalisation of the values of a step.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="size">How many values a step has.</param>
    /// <param name="isPooled">Whether the steps were made one row before.</param>
    /// <exception cref="Storage.ModelFileException">It normalises by another axis, or its weights do not fit
    /// it.</exception>
    public static KerasStateless Normalization(KerasLayer layer, int size, bool isPooled)
    {
        RequireLastAxis(layer, isPooled);
        bool hasGain = layer.Flag("scale", true), hasBias = layer.Flag("center", true);
        layer.RequireWeights((hasGain ? 1 : 0) + (hasBias ? 1 : 0));
        return Make(
            new NetworkLayer(NetworkLayerKind.Normalization, size, size)
            {
                Module = layer.Name,
                Epsilon = (float)layer.Number("epsilon", 1e-3),
            },
            ("gain", hasGain
                ? NetworkWeight.Of(layer.Values(0, "gamma", new Shape(size)))
                : KerasWeights.Equal(size, 1)),
            ("bias", hasBias
                ? NetworkWeight.Of(layer.Values(hasGain ? 1 : 0, "beta", new Shape(size)))
                : KerasWeights.Equal(size, 0)));
    }

    private static void RequirePlain(KerasLayer layer)
    {
        if (layer.Has("lora_rank"))
        {
            throw layer.Bad(
                "has lora_rank, so its matrix is a sum of several weights, which can't be read. Add them up in Keras "
                + "and give the sum to a layer without lora_rank.");
        }
    }

    private static void RequireLastAxis(KerasLayer layer, bool isPooled)
    {
        System.Text.Json.JsonElement? axis = layer.Find("axis");
        string text = axis is { } given ? given.GetRawText().Trim('[', ']', ' ') : "-1";
        if (layer.Flag("rms_scaling", false) || (text != "-1" && text != (isPooled ? "1" : "2")))
        {
            throw layer.Bad(
                $"normalises by the axis {text}{(layer.Flag("rms_scaling", false) ? " with rms_scaling" : "")}; "
                + $"Carousel normalises the values of a step, axis -1, by mean and variance.");
        }
    }

    private static KerasStateless Make(
        NetworkLayer design, params ReadOnlySpan<(string Name, NetworkWeight Values)> weights) =>
        new(design, weights.ToArray().ToDictionary(StringComparer.Ordinal));
}
