using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Keras;

/// <summary>
/// A recurrent layer of Keras in one direction: its design, its weights under Carousel's names, and what Keras does
/// with its steps.
/// </summary>
/// <param name="Design">Sizes and kind.</param>
/// <param name="Weights">Values by the parameter's name in the layer.</param>
/// <param name="ReturnsSequences">Whether each step is given on; else the last that was read.</param>
/// <param name="GoesBackwards">Whether it reads from the last step to the first, and gives its steps in that
/// order.</param>
internal sealed record KerasRecurrent(
    NetworkLayer Design, IReadOnlyDictionary<string, NetworkWeight> Weights, bool ReturnsSequences, bool GoesBackwards)
{
    /// <summary>Whether a class is one of these.</summary>
    public static bool IsOne(string className) => CellOf(className) is not null;

    /// <summary>The classes, with a word in front of the last one, or a comma.</summary>
    public static string Names(string? last = null)
    {
        IEnumerable<string> names = RecurrentCell.All.Select(cell => cell.Keras?.Name).OfType<string>();
        return last is null ? string.Join(", ", names) : RecurrentCell.Listed(names, last);
    }

    /// <summary>Reads a layer.</summary>
    /// <param name="layer">The layer with its own weights.</param>
    /// <param name="notes">Takes what was assumed and left out.</param>
    /// <exception cref="Storage.ModelFileException">The layer computes something else than Carousel's, or its weights
    /// do not fit.</exception>
    public static KerasRecurrent Read(KerasLayer layer, ICollection<string> notes)
    {
        RequireKnown(layer);
        RecurrentCell cell = CellOf(layer.ClassName)!;
        int[] gates = cell.Keras!.Places;
        bool hasBias = layer.Flag("use_bias", true),
            resetAfter = cell.HasInnerBias && ResetAfter(layer, hasBias);
        layer.RequireWeights(hasBias ? 3 : 2);
        double units = layer.Number("units", 0);
        if (units is not (>= 1 and <= 1 << 16) || units != Math.Truncate(units) || layer.Weights[0].Shape.Rank != 2)
        {
            throw layer.Bad(
                $"has {units} units and a kernel of the shape {layer.Weights[0].Shape}; a matrix and 1 to "
                + $"{1 << 16} units are needed.");
        }

        int H = (int)units, I = layer.Weights[0].Shape[0], rows = gates.Length * H;
        var weights = new Dictionary<string, NetworkWeight>
        {
            ["W"] = KerasWeights.Turned(layer.Values(0, "kernel", new Shape(I, rows)), gates, H),
            ["R"] = KerasWeights.Turned(layer.Values(1, "recurrent_kernel", new Shape(H, rows)), gates, H),
        };
        AddBias(layer, weights, gates, H, hasBias, resetAfter);
        Say(layer, cell, resetAfter, notes);
        return new KerasRecurrent(
            NetworkLayer.Of(cell, I, H) with
            {
                Module = layer.Name,
                ResetAfter = !cell.HasInnerBias || resetAfter,
            }, weights,
            layer.Flag("return_sequences", false), layer.Flag("go_backwards", false));
    }

    private static RecurrentCell? CellOf(string className) =>
        RecurrentCell.All.FirstOrDefault(cell => cell.Keras?.Name == className);

    private static void RequireKnown(KerasLayer layer)
    {
        string activation = layer.Text("activation", "tanh"), gates = layer.Text("recurrent_activation", "sigmoid");
        if (activation != "tanh")
        {
            throw layer.Bad($"has the activation {activation}; Carousel's recurrent layers use tanh.");
        }

        if (gates != "sigmoid" && CellOf(layer.ClassName)!.GateCount > 1)
        {
            throw layer.Bad(
                $"has the recurrent_activation {gates}; Carousel's gates use sigmoid. Train the model with "
                + $"recurrent_activation='sigmoid', which is Keras's default.");
        }

        foreach (string refused in new[] { "return_state", "time_major" })
        {
            if (layer.Flag(refused, false))
            {
                throw layer.Bad($"has {refused}=True, which a plain chain of layers does not have.");
            }
        }
    }

    private static bool ResetAfter(KerasLayer layer, bool hasBias) =>
        layer.Has("reset_after") ? layer.Flag("reset_after", true)
        : hasBias && layer.Weights.Count == 3 ? layer.Weights[2].Shape.Rank == 2
        : throw layer.Bad("does not state reset_after and has no bias that would show it.");

    private static void AddBias(
        KerasLayer layer, Dictionary<string, NetworkWeight> weights, int[] gates, int units, bool hasBias,
        bool resetAfter)
    {
        int rows = gates.Length * units;
        if (!hasBias)
        {
            weights["b"] = KerasWeights.Equal(rows, 0);
            if (resetAfter)
            {
                weights["q"] = KerasWeights.Equal(units, 0);
            }

            return;
        }

        if (!resetAfter)
        {
            weights["b"] = NetworkWeight.Of(KerasWeights.Ordered(
                layer.Values(2, "bias", new Shape(rows)).Span, gates, units));
            return;
        }

        // Two biases: of the input's part and of the recurrent part. They are added, except for the candidate, whose
        // recurrent part is reset.
        ReadOnlySpan<float> both = layer.Values(2, "bias", new Shape(2, rows)).Span;
        float[] b = KerasWeights.Ordered(both[..rows], gates, units),
            recurrent = KerasWeights.Ordered(both[rows..], gates, units);
        for (int k = 0; k < rows - units; k++)
        {
            b[k] += recurrent[k];
        }

        (weights["b"], weights["q"]) = (NetworkWeight.Of(b), NetworkWeight.Of(recurrent.AsMemory(rows - units)));
    }

    private static void Say(KerasLayer layer, RecurrentCell cell, bool resetAfter, ICollection<string> notes)
    {
        if (cell.GateCount > 1)
        {
            string reset = !cell.HasInnerBias ? ""
                : resetAfter ? "; reset_after=True, the reset acts after the recurrent product and its bias"
                : "; reset_after=False, the reset acts before the recurrent product";
            notes.Add($"{layer.Title}: gates are in the order {cell.Keras!.Letters}{reset}.");
        }

        if (layer.Flag("stateful", false))
        {
            notes.Add(
                $"{layer.Title} is stateful in Keras; here a sequence begins with the state 0, and `carousel stream` "
                + $"keeps the state from row to row.");
        }
    }
}
