using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>The equations of a cell whose heads hold a matrix each.</summary>
/// <param name="layer">A built layer.</param>
internal abstract class MatrixEquations(RecurrentLayer layer)
    : RecurrentEquations(layer.Cell, layer.InputSize, layer.OutputSize)
{
    private readonly double[] _w = Values(layer.W);
    private readonly double[] _b = Values(layer.B);

    /// <inheritdoc/>
    public sealed override int StateSize { get; } = layer.StateSize;

    /// <summary>Heads.</summary>
    protected int Heads { get; } = layer.Heads;

    /// <summary>d: units of a head.</summary>
    protected int Head { get; } = layer.OutputSize / layer.Heads;

    /// <inheritdoc/>
    public sealed override CellStep Step(double[] input, double[] before)
    {
        double[] gates = [.. _b.Select((bias, row) => bias + Dot(_w, row, input))];
        double[] after = new double[before.Length], kept = new double[H];
        for (int head = 0; head < Heads; head++)
        {
            Advance(head, gates, before, after, kept);
        }

        return new CellStep
        {
            Input = input,
            Before = before,
            After = after,
            Output = after[..H],
            Gates = gates,
            Kept = kept,
        };
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<GateTerms> Terms(CellStep step) =>
    [
        .. Enumerable.Range(0, Cell.GateCount).Select(gate => new GateTerms(
            [.. Rows(gate).Select(row => Dot(_w, row, step.Input))], new double[H],
            [.. Rows(gate).Select(row => _b[row])])),
    ];

    /// <inheritdoc/>
    public sealed override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        var dGates = new double[_b.Length];
        double[] dh = [.. dOutput.ToArray().Zip(dAfter[..H].ToArray(), (shown, held) => shown + held)];
        double[] d = dAfter.ToArray();
        for (int head = 0; head < Heads; head++)
        {
            Retreat(head, step, dh, d, dGates);
        }

        for (int k = H; k < d.Length; k++)
        {
            dBefore[k] += d[k];
        }

        for (int row = 0; row < dGates.Length; row++)
        {
            AddRow(_w, row, dGates[row], dInput);
        }
    }

    /// <summary>One step of a head.</summary>
    /// <param name="head">Which.</param>
    /// <param name="gates">Sums, those of the gates overwritten with the gates.</param>
    /// <param name="before">[S].</param>
    /// <param name="after">[S], the head's part overwritten.</param>
    /// <param name="kept">[H], what each unit's row of the matrix keeps, likewise.</param>
    protected abstract void Advance(int head, double[] gates, double[] before, double[] after, double[] kept);

    /// <summary>The way back through one step of a head.</summary>
    /// <param name="head">Which.</param>
    /// <param name="step">The step.</param>
    /// <param name="dh">[H].</param>
    /// <param name="d">[S], ∂loss/∂state after, the head's part overwritten with that of the state before.</param>
    /// <param name="dGates">∂loss/∂sums, the head's overwritten.</param>
    protected abstract void Retreat(int head, CellStep step, double[] dh, double[] d, double[] dGates);

    /// <summary>Where the row of a key stands in the state.</summary>
    protected int Key(int head, int key) => H + (((head * Head) + key) * Head);

    /// <summary>Where a gate of a head stands.</summary>
    protected int Scalar(int gate, int head) => (4 * H) + (gate * Heads) + head;

    /// <summary>What a matrix gives for a query or key.</summary>
    protected double[] Read(double[] state, int head, ReadOnlySpan<double> by)
    {
        var read = new double[Head];
        for (int j = 0; j < Head; j++)
        {
            for (int u = 0; u < Head; u++)
            {
                read[u] += state[Key(head, j) + u] * by[j];
            }
        }

        return read;
    }

    /// <summary>Of the values of a gate those of a head.</summary>
    protected ReadOnlySpan<double> Part(double[] gates, int gate, int head) =>
        gates.AsSpan((gate * H) + (head * Head), Head);

    /// <summary>A gate of heads, for each unit of them.</summary>
    protected double[] Spread(double[] gates, int gate) =>
        [.. Enumerable.Range(0, H).Select(u => gates[Scalar(gate, u / Head)])];

    /// <summary>The size of each head's matrix, for each unit of it.</summary>
    protected double[] Sizes(double[] state) =>
    [
        .. Enumerable.Range(0, H).Select(u => Math.Sqrt(
            state.AsSpan(Key(u / Head, 0), Head * Head).ToArray().Sum(value => value * value))),
    ];

    private IEnumerable<int> Rows(int gate) => Enumerable.Range(0, H).Select(
        u => gate < 4 ? (gate * H) + u : Scalar(gate - 4, u / Head));
}
