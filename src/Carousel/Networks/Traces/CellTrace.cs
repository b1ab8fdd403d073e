using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>Which quantities a recurrent layer has, and where its kernels keep them.</summary>
internal sealed class CellTrace
{
    private static readonly Dictionary<string, TraceQuantity> _ofGate = new()
    {
        ["input gate"] = TraceQuantity.InputGate,
        ["forget gate"] = TraceQuantity.ForgetGate,
        ["output gate"] = TraceQuantity.OutputGate,
        ["candidate"] = TraceQuantity.Candidate,
        ["reset gate"] = TraceQuantity.ResetGate,
        ["update gate"] = TraceQuantity.UpdateGate,
    };

    private static readonly Dictionary<string, TraceQuantity> _ofState = new()
    {
        ["c"] = TraceQuantity.Cell,
        ["n"] = TraceQuantity.Normalizer,
        ["m"] = TraceQuantity.Stabilizer,
    };

    private readonly RecurrentParameters _parameters;
    private readonly TraceQuantity?[] _gates;

    /// <summary>Those of a layer.</summary>
    /// <param name="parameters">The layer's, as its run says them.</param>
    /// <exception cref="ArgumentException">They are of no known cell.</exception>
    public CellTrace(object parameters)
    {
        var variant = parameters as LstmVariantParameters;
        RecurrentCell cell = variant is null
            ? RecurrentCell.All.FirstOrDefault(
                one => one.Parameters == parameters.GetType() || one.Variant == parameters.GetType())
                ?? throw new ArgumentException(
                    $"{parameters.GetType().Name} is of no recurrent layer known here.", nameof(parameters))
            : LstmDescription.Cell;
        _parameters = (RecurrentParameters)parameters;
        (Weight, Units, GatesLength) = variant is null
            ? (_parameters.W, _parameters.Units, _parameters.GatesLength)
            : (variant.W, variant.Size.H, variant.Size.GatesLength);

        // A cell of one block has no gate that could be kept: its hidden state is the block.
        _gates =
        [
            .. cell.Gates.Select(
                gate => GatesLength > 0 && _ofGate.TryGetValue(gate.Name, out TraceQuantity quantity)
                    ? quantity
                    : (TraceQuantity?)null),
        ];

        // Matrices are carried in one place, and no run keeps them.
        Rest = _parameters.CarriesRest ? [] : [.. cell.States.Skip(1).Select(state => _ofState[state])];
        Quantities = [TraceQuantity.Hidden, .. Rest, .. _gates.OfType<TraceQuantity>().Order()];
    }

    /// <summary>The quantities of the state after h, in their order.</summary>
    public IReadOnlyList<TraceQuantity> Rest { get; }

    /// <summary>What the cell has, the states first.</summary>
    public IReadOnlyList<TraceQuantity> Quantities { get; }

    /// <summary>A matrix with a row for each gate and unit.</summary>
    public Parameter Weight { get; }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>Values that are kept of a step.</summary>
    public int GatesLength { get; }

    /// <summary>Copies a gate or candidate.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/> that is not a state.</param>
    /// <param name="kept">[T, <see cref="GatesLength"/>].</param>
    /// <param name="table">[T, H], overwritten.</param>
    public void Read(TraceQuantity quantity, ReadOnlySpan<float> kept, Span<float> table) =>
        _parameters.ReadGate(kept, Array.IndexOf(_gates, quantity), table);
}
