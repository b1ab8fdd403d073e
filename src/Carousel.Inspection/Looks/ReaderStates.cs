using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Networks;

namespace Carousel.Inspection.Looks;

/// <summary>The states of chosen layers over sequences, the units of all of them side by side.</summary>
internal sealed class ReaderStates
{
    private readonly string[] _units;

    private ReaderStates(IReadOnlyList<string> layers, string[] units, IReadOnlyList<StateTable> tables) =>
        (Layers, _units, Tables) = (layers, units, tables);

    /// <summary>The paths of the layers, the lowest first.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The states of each sequence, [T, H].</summary>
    public IReadOnlyList<StateTable> Tables { get; }

    /// <summary>How many units there are.</summary>
    public int Units => _units.Length;

    /// <summary>
    /// What a unit is called: its number from 0 in its layer, with the layer's path where there are several.
    /// </summary>
    public string NameOf(int unit) => _units[unit];

    /// <summary>Checks that the model has such states; nothing is run but a step of a causal network.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="choice">Which states.</param>
    /// <exception cref="Data.DataFormatException">The model has no recurrent layer.</exception>
    /// <exception cref="OptionException">There is no such layer.</exception>
    public static void Require(InspectionSubject subject, StateChoice choice)
    {
        IReadOnlyList<LayerTrace> layers = ReaderLayers.Of(subject);
        if (choice.Layer is { } name)
        {
            ReaderLayers.Find(layers, name, subject.ModelName);
        }
    }

    /// <summary>Runs the model over sequences.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="choice">Which states.</param>
    /// <param name="isTopAlone">If no layer is chosen: take only the highest, with both directions if it has
    /// two.</param>
    /// <param name="progress">Receives the share that is done, 0 … 1; may be null.</param>
    /// <exception cref="Data.DataFormatException">The model has no recurrent layer.</exception>
    /// <exception cref="OptionException">There is no such layer, or it has no cell states.</exception>
    public static ReaderStates Of(
        InspectionSubject subject, IReadOnlyList<InspectedSequence> sequences, StateChoice choice, bool isTopAlone,
        LookProgress progress)
    {
        string[] chosen = Choose(ReaderLayers.Of(subject), choice.Layer, isTopAlone, subject.ModelName), units = [];
        TraceQuantity quantity = choice.IsCell ? TraceQuantity.Cell : TraceQuantity.Hidden;
        var tables = new List<StateTable>();
        foreach (InspectedSequence sequence in progress.Along(sequences))
        {
            LayerTrace[] layers = [.. Trace(subject.Model, sequence, quantity).Where(t => chosen.Contains(t.Layer))];
            if (layers.Length < chosen.Length)
            {
                throw new OptionException(
                    $"{{IsCell}} cell needs LSTM layers, but {chosen.First(c => layers.All(l => l.Layer != c))} has no "
                    + $"cell state. Pass {{IsCell}} hidden.", OptionTable.Of(typeof(StateChoice)));
            }

            units =
            [
                .. layers.SelectMany(
                    l =>
                        Enumerable.Range(0, l.Width(quantity))
                            .Select(u => layers.Length == 1 ? $"{u}" : $"{l.Layer} {u}")),
            ];
            tables.Add(Join(layers, quantity, sequence.Steps));
        }

        return new ReaderStates(chosen, units, tables);
    }

    private static IReadOnlyList<LayerTrace> Trace(
        IInspectedModel model, InspectedSequence sequence, TraceQuantity quantity)
    {
        try
        {
            return NetworkTrace.Of(model.Backend, model.Reader, sequence.Input, [quantity], sequence.Start.Span);
        }
        catch (ArgumentException) when (quantity == TraceQuantity.Cell)
        {
            throw new OptionException(
                "{IsCell} cell needs LSTM layers, but the model has none. Pass {IsCell} hidden.",
                OptionTable.Of(typeof(StateChoice)));
        }
    }

    private static string[] Choose(IReadOnlyList<LayerTrace> all, string? chosen, bool isTopAlone, string model)
    {
        string[] layers = [.. all.Select(t => t.Layer)];
        return chosen is not null ? [layers[ReaderLayers.Find(all, chosen, model)]]
            : !isTopAlone ? layers
            : layers[^1].EndsWith(".reverse", StringComparison.Ordinal) && layers.Length > 1 ? layers[^2..]
            : layers[^1..];
    }

    private static StateTable Join(LayerTrace[] layers, TraceQuantity quantity, int steps)
    {
        int units = layers.Sum(l => l.Width(quantity)), first = 0;
        var joined = new float[steps * units];
        foreach (LayerTrace layer in layers)
        {
            int width = layer.Width(quantity);
            for (int t = 0; t < steps; t++)
            {
                layer[quantity].AsSpan(t * width, width).CopyTo(joined.AsSpan((t * units) + first));
            }

            first += width;
        }

        return new StateTable(joined, units);
    }
}
