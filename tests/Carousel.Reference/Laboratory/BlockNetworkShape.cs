namespace Carousel.Reference.Laboratory;

/// <summary>A function that squashes a net input, and its derivative, both of the net input.</summary>
internal sealed record SquashingReference(Func<double, double> Value, Func<double, double> Slope)
{
    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static SquashingReference Logistic { get; } = Centered(1, 0);

    /// <summary>2 / (1 + e⁻ˣ) − 1.</summary>
    public static SquashingReference CenteredOne { get; } = Centered(2, 1);

    /// <summary>4 / (1 + e⁻ˣ) − 2.</summary>
    public static SquashingReference CenteredTwo { get; } = Centered(4, 2);

    /// <summary>x.</summary>
    public static SquashingReference Identity { get; } = new(x => x, _ => 1);

    private static SquashingReference Centered(double scale, double shift) => new(
        x => (scale / (1 + Math.Exp(-x))) - shift,
        x => scale * Math.Exp(-x) / ((1 + Math.Exp(-x)) * (1 + Math.Exp(-x))));
}

/// <summary>
/// What a network of memory cell blocks is made of. Hidden units are numbered cells block by block, input gates, forget
/// gates, output gates.
/// </summary>
/// <remarks>
/// Weights are one row of numbers, unit by unit: from the inputs, from the recurrent sources, from the states of the
/// block's cells (peepholes), the bias; output units: from the inputs, from the cells, the bias.
/// </remarks>
/// <param name="Inputs">I.</param>
/// <param name="Blocks">b.</param>
/// <param name="Size">S, cells of a block.</param>
/// <param name="Outputs">O.</param>
internal sealed record BlockNetworkShape(int Inputs, int Blocks, int Size, int Outputs)
{
    /// <summary>Whether hidden units receive the cells of the step before.</summary>
    public bool CellsFeed { get; init; }

    /// <summary>Whether hidden units receive the gates of the step before.</summary>
    public bool GatesFeed { get; init; }

    /// <summary>Whether the cells' net inputs are among those hidden units.</summary>
    public bool UnitsFeedCells { get; init; } = true;

    /// <summary>Whether output units receive the inputs.</summary>
    public bool InputsFeedOutputs { get; init; }

    /// <summary>Whether blocks have output gates.</summary>
    public bool OutputGates { get; init; }

    /// <summary>Whether blocks have forget gates.</summary>
    public bool ForgetGates { get; init; }

    /// <summary>Whether gates see their block's states.</summary>
    public bool Peepholes { get; init; }

    /// <summary>Whether gates have biases.</summary>
    public bool GateBiases { get; init; }

    /// <summary>Whether cells have biases.</summary>
    public bool CellBiases { get; init; }

    /// <summary>Whether output units have biases.</summary>
    public bool OutputBiases { get; init; }

    /// <summary>g.</summary>
    public required SquashingReference CellInput { get; init; }

    /// <summary>h.</summary>
    public required SquashingReference CellOutput { get; init; }

    /// <summary>Of the output units.</summary>
    public required SquashingReference Output { get; init; }

    /// <summary>
    /// 1 for the paper's equations to the letter: inputs too reach cells and gates a step later, and cells the output
    /// units. 0 where both do in the same step.
    /// </summary>
    public int Delay { get; init; }

    /// <summary>Cells.</summary>
    public int Cells => Blocks * Size;

    /// <summary>The first input gate.</summary>
    public int InputGate => Cells;

    /// <summary>The first forget gate.</summary>
    public int ForgetGate => Cells + Blocks;

    /// <summary>The first output gate.</summary>
    public int OutputGate => ForgetGate + (ForgetGates ? Blocks : 0);

    /// <summary>Cells and gates.</summary>
    public int Hidden => OutputGate + (OutputGates ? Blocks : 0);

    /// <summary>Units of the step before that feed hidden units.</summary>
    public int Recurrent => GatesFeed ? Hidden : CellsFeed ? Cells : 0;

    /// <summary>How many of those feed a hidden unit.</summary>
    public int RecurrentInto(int unit) => unit < Cells && !UnitsFeedCells ? 0 : Recurrent;

    /// <summary>All weights.</summary>
    public int Weights => Start(Hidden + Outputs);

    /// <summary>The block of a hidden unit.</summary>
    public int Block(int unit) => unit < Cells ? unit / Size : (unit - Cells) % Blocks;

    /// <summary>How many weights lead into a unit; output units come after the hidden ones.</summary>
    public int WeightsInto(int unit)
    {
        if (unit >= Hidden)
        {
            return (InputsFeedOutputs ? Inputs : 0) + Cells + (OutputBiases ? 1 : 0);
        }

        bool isCell = unit < Cells;
        return Inputs + RecurrentInto(unit) + (Peepholes && !isCell ? Size : 0)
            + ((isCell ? CellBiases : GateBiases) ? 1 : 0);
    }

    /// <summary>The first weight into a unit.</summary>
    public int Start(int unit)
    {
        int start = 0;
        for (int u = 0; u < unit; u++)
        {
            start += WeightsInto(u);
        }

        return start;
    }
}
