using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>The equations of a cell whose heads hold a matrix each.</summary>
/// <param name="cell">Which cell.</param>
/// <param name="weights">Its parameters, rows q, k, v, o of all units, then those of heads.</param>
internal abstract class MatrixEquations(RecurrentCell cell, EquationWeights weights) : RecurrentEquations(cell, weights)
{
    /// <inheritdoc/>
    public override int StateSize => H + (H * Head);

    /// <summary>Heads.</summary>
    protected int Heads => Weights.Heads;

    /// <summary>d: units of a head.</summary>
    protected int Head => H / Heads;

    /// <inheritdoc/>
    protected sealed override double[] Advance(double[] input, double[] before, double[] after)
    {
        double[] gates = Sums(input, before);
        for (int head = 0; head < Heads; head++)
        {
            Advance(head, gates, before, after);
        }

        return gates;
    }

    /// <inheritdoc/>
    protected sealed override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        for (int head = 0; head < Heads; head++)
        {
            Retreat(head, step, d, dSums);
        }

        // Nothing reads h.
        d.AsSpan(0, H).Clear();
    }

    /// <summary>One step of a head.</summary>
    /// <param name="head">Which.</param>
    /// <param name="gates">Sums, those of the gates overwritten with the gates.</param>
    /// <param name="before">[S].</param>
    /// <param name="after">[S], the head's part overwritten.</param>
    protected abstract void Advance(int head, double[] gates, double[] before, double[] after);

    /// <summary>The way back through one step of a head.</summary>
    /// <param name="head">Which.</param>
    /// <param name="step">The step.</param>
    /// <param name="d">[S], ∂loss/∂state after, the head's part overwritten with that of the state before.</param>
    /// <param name="dSums">∂loss/∂sums, the head's overwritten.</param>
    protected abstract void Retreat(int head, CellStep step, double[] d, double[] dSums);

    /// <summary>The index in the state of the row of a key.</summary>
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

    /// <inheritdoc/>
    protected sealed override IEnumerable<int> Rows(int gate) =>
        gate < 4 ? base.Rows(gate) : Enumerable.Range(0, H).Select(u => Scalar(gate - 4, u / Head));
}
