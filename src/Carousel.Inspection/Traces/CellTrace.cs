using Carousel.Cells;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>Which quantities a cell has, and where its kernels keep them.</summary>
internal abstract class CellTrace
{
    /// <summary>What the cell has, the states first.</summary>
    public abstract IReadOnlyList<TraceQuantity> Quantities { get; }

    /// <summary>That of the cell whose parameters these are.</summary>
    /// <exception cref="ArgumentException">They are of no known cell.</exception>
    public static CellTrace Of(object parameters) =>
        RecurrentCell.All.Select(cell => InspectedCell.All.Find(cell)?.Trace)
            .FirstOrDefault(trace => trace is not null && trace.Owns(parameters))
            ?? throw new ArgumentException(
                $"{parameters.GetType().Name} is of no recurrent layer known here.", nameof(parameters));

    /// <summary>Requires that all recurrent layers of a network can be traced.</summary>
    /// <param name="network">A layer and all inside.</param>
    /// <exception cref="NotSupportedException">A cell is not known here.</exception>
    public static void RequireKnown(Layer network)
    {
        if (network is RecurrentLayer layer)
        {
            _ = InspectedCell.All[layer.Cell];
        }

        foreach (Layer inner in network.Layers)
        {
            RequireKnown(inner);
        }
    }

    /// <summary>A matrix with a row for each gate and unit, and H.</summary>
    public abstract (Parameter Matrix, int Units) Matrix(object parameters);

    /// <summary>Values that are kept of a step.</summary>
    public abstract int Width(object parameters);

    /// <summary>Copies a gate or candidate.</summary>
    /// <param name="parameters">Of the layer.</param>
    /// <param name="quantity">One of <see cref="Quantities"/> that is no state.</param>
    /// <param name="kept">[T, <see cref="Width"/>].</param>
    /// <param name="table">[T, H], overwritten.</param>
    public abstract void Read(
        object parameters, TraceQuantity quantity, ReadOnlySpan<float> kept, Span<float> table);

    /// <summary>Whether parameters are of this cell.</summary>
    protected abstract bool Owns(object parameters);
}
