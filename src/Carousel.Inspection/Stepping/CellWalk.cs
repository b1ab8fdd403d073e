using Carousel.Autograd;
using Carousel.Inspection.Equations;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection.Stepping;

/// <summary>
/// Steps of one recurrent layer with all their numbers: what it read, the terms of each equation, the states before and
/// after.
/// </summary>
/// <remarks>
/// The equations are evaluated in double precision with the layer's weights, and the result is compared with
/// the layer's output.
/// </remarks>
internal sealed class CellWalk
{
    private CellWalk(
        RecurrentEquations cell, string layer, int first, IReadOnlyList<ShownStep> steps, double largestDifference)
    {
        (Cell, Inputs, Units, HasCell) = (cell.Cell, cell.InputSize, cell.H, cell.HasCell);
        (Layer, First, Steps, LargestDifference) = (layer, first, steps, largestDifference);
    }

    /// <summary>The layer's path in its model; empty for a layer that is the whole model.</summary>
    public string Layer { get; }

    /// <summary>Which cell.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>I.</summary>
    public int Inputs { get; }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>Whether it has an internal state in addition to its output.</summary>
    public bool HasCell { get; }

    /// <summary>The first step, from 0.</summary>
    public int First { get; }

    /// <summary>The steps in the order of time.</summary>
    public IReadOnlyList<ShownStep> Steps { get; }

    /// <summary>The greatest difference between the hidden states as shown and those that the layer gives.</summary>
    public double LargestDifference { get; }

    /// <summary>
    /// Walks along one layer of a network: each step from the state that the layer itself had before it.
    /// </summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">Built layers.</param>
    /// <param name="input">[T, I of the network].</param>
    /// <param name="layer">The layer's path, as <see cref="Traces.NetworkTrace"/> names it.</param>
    /// <param name="first">The first step, from 0.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="start">[S], the network's state before the first step; empty for its own start state.</param>
    /// <returns>The walk.</returns>
    /// <exception cref="ArgumentException">The network has no such recurrent layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sequence has no such steps.</exception>
    /// <exception cref="NotSupportedException">The layer is an LSTM with a projection, or reads a table by
    /// number.</exception>
    public static CellWalk Of(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input, string layer, int first, int steps,
        ReadOnlySpan<float> start = default)
    {
        int T = input.Length / network.InputSize;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, T - steps);
        RecurrentLayer found = Find(network, layer)
            ?? throw new ArgumentException($"The network has no recurrent layer '{layer}'.", nameof(layer));
        var cell = RecurrentEquations.Known(found);
        var observer = new StepObserver(
            layer, first, steps, found.IsReverse,
            start.IsEmpty ? StartOf(backend, found) : Part(network, found, start).ToArray(), cell);
        ChunkedRun.Over(
            backend, network, network.IsCausal ? input[..((first + steps) * network.InputSize)] : input,
            observer: observer, start: start);
        return new CellWalk(cell, layer, first, observer.Steps(), observer.LargestDifference);
    }

    /// <summary>Walks along a layer by itself from zero states, in double precision throughout.</summary>
    /// <param name="layer">A built layer.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="output">[T, H], what the layer gives.</param>
    /// <exception cref="NotSupportedException">The layer's steps are not shown.</exception>
    internal static CellWalk Alone(RecurrentLayer layer, ReadOnlySpan<float> input, ReadOnlySpan<float> output)
    {
        var cell = RecurrentEquations.Known(layer);
        var steps = new List<ShownStep>();
        double largest = 0;
        for (int t = 0; t < input.Length / cell.InputSize; t++)
        {
            ShownStep step = cell.Show(
                input.Slice(t * cell.InputSize, cell.InputSize), t == 0 ? cell.Start() : steps[^1].After);
            largest = Math.Max(largest, Difference(step, output.Slice(t * cell.H, cell.H)));
            steps.Add(step);
        }

        return new CellWalk(cell, layer.Path, 0, steps, largest);
    }

    /// <summary>The greatest difference between a shown hidden state and the layer's.</summary>
    internal static double Difference(ShownStep step, ReadOnlySpan<float> hidden)
    {
        double largest = 0;
        for (int u = 0; u < hidden.Length; u++)
        {
            largest = Math.Max(largest, Math.Abs(step.After.Hidden[u] - hidden[u]));
        }

        return largest;
    }

    private static RecurrentLayer? Find(Layer layer, string path) => layer is RecurrentLayer found && layer.Path == path
        ? found
        : layer.NamedLayers.Select(inner => Find(inner.Layer, path)).FirstOrDefault(found => found is not null);

    /// <summary>A layer's part of the state of the stack that it is in.</summary>
    private static ReadOnlySpan<float> Part(SequenceLayer network, SequenceLayer layer, ReadOnlySpan<float> state)
    {
        foreach (SequenceLayer inner in network == layer
            ? []
            : network.NamedLayers.Select(n => n.Layer).OfType<SequenceLayer>())
        {
            if (Find(inner, layer.Path) is not null)
            {
                return Part(inner, layer, state[..inner.StateSize]);
            }

            state = state[inner.StateSize..];
        }

        return state;
    }

    private static float[] StartOf(Backend backend, SequenceLayer layer)
    {
        using var arena = new Arena(backend);
        Tensor state = arena.Allocate(new Shape(1, layer.StateSize));
        layer.StartState(backend, state);
        return state.ToArray();
    }
}
