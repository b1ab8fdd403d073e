namespace Carousel.Laboratory.Networks;

/// <summary>
/// What a network of memory cell blocks is made of: the long short-term memory of Hochreiter and Schmidhuber 1997, and
/// what Gers and others added.
/// </summary>
/// <remarks>
/// s_c(t) = f_j(t)·s_c(t−1) + i_j(t)·g(net_c(t)) and y_c(t) = o_j(t)·h(s_c(t)), cell c in block j; f_j = 1 without a
/// forget gate, o_j = 1 without an output gate.
/// The cells of a block share its gates.
/// </remarks>
internal sealed record BlockNetwork
{
    /// <summary>Input units, I.</summary>
    public required int Inputs { get; init; }

    /// <summary>Memory cell blocks, b.</summary>
    public required int Blocks { get; init; }

    /// <summary>Cells in a block, S.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Output units, O.</summary>
    public required int Outputs { get; init; }

    /// <summary>Which units feed which.</summary>
    public Wiring Wiring { get; init; } = Wiring.Full;

    /// <summary>Whether blocks have output gates; the second experiment's first two tasks go without.</summary>
    public bool HasOutputGates { get; init; } = true;

    /// <summary>Whether blocks have forget gates (Gers, Schmidhuber and Cummins 2000).</summary>
    public bool HasForgetGates { get; init; }

    /// <summary>Whether gates see the states of their block's cells (Gers and Schmidhuber 2001).</summary>
    public bool HasPeepholes { get; init; }

    /// <summary>Which units have a bias weight.</summary>
    public BiasedUnits Biased { get; init; } = BiasedUnits.All;

    /// <summary>g: squashes a cell's net input.</summary>
    public Squashing CellInput { get; init; } = Squashing.CenteredTwo;

    /// <summary>h: squashes a cell's state.</summary>
    public Squashing CellOutput { get; init; } = Squashing.CenteredOne;

    /// <summary>Squashes the output units' net inputs.</summary>
    public Squashing Output { get; init; } = Squashing.Logistic;

    /// <summary>Weights start uniformly within ± this.</summary>
    public float InitialRange { get; init; } = 0.1f;

    /// <summary>
    /// Initial biases of the input gates, block by block; empty where they are as random as other weights.
    /// </summary>
    public IReadOnlyList<float> InputGateBiases { get; init; } = [];

    /// <summary>Initial biases of the output gates, likewise.</summary>
    public IReadOnlyList<float> OutputGateBiases { get; init; } = [];

    /// <summary>Initial biases of the forget gates, likewise.</summary>
    public IReadOnlyList<float> ForgetGateBiases { get; init; } = [];

    /// <summary>
    /// Steps without input in front of a sequence, 0 or 1. With 1 and <see cref="Wiring.Full"/> every net input, those
    /// of the output units among them, is of activations of the step before.
    /// </summary>
    /// <remarks>
    /// Output units are computed in the step of the cells that feed them. Since nothing feeds on them, reading them a
    /// step later is a renaming of time.
    /// </remarks>
    public int LeadingSteps { get; init; }

    /// <summary>
    /// Whether memory cells wait until they are added: the second experiment's sequential network construction. Until
    /// then a block computes nothing and learns nothing.
    /// </summary>
    public bool AddsCells { get; init; }

    /// <summary>Cells, b·S.</summary>
    public int Cells => Blocks * BlockSize;

    /// <summary>Gates of a block: 1 to 3.</summary>
    public int GateKinds => 1 + (HasOutputGates ? 1 : 0) + (HasForgetGates ? 1 : 0);

    /// <summary>Cells and gates: the units of the hidden layer.</summary>
    public int HiddenUnits => Cells + (GateKinds * Blocks);

    /// <summary>Units whose activations of step t − 1 feed the hidden layer.</summary>
    public int RecurrentSources => Wiring switch { Wiring.Below => 0, Wiring.Cells => Cells, _ => HiddenUnits };

    /// <summary>Whether the cells' net inputs are among what those units feed.</summary>
    public bool UnitsFeedCells => Wiring != Wiring.GatesAlone;

    /// <summary>Whether output units receive the inputs.</summary>
    public bool InputsFeedOutputs => Wiring is Wiring.Below or Wiring.Cells or Wiring.FullAndDirect;

    /// <summary>Adjustable weights, biases among them: what the paper's tables count.</summary>
    public int WeightCount =>
        (HiddenUnits * Inputs)
        + ((HiddenUnits - (UnitsFeedCells ? 0 : Cells)) * RecurrentSources)
        + (Outputs * (Cells + (InputsFeedOutputs ? Inputs : 0)))
        + (Biased.HasFlag(BiasedUnits.Gates) ? GateKinds * Blocks : 0)
        + (Biased.HasFlag(BiasedUnits.Cells) ? Cells : 0)
        + (Biased.HasFlag(BiasedUnits.Outputs) ? Outputs : 0)
        + (HasPeepholes ? GateKinds * Cells : 0);
}
