namespace Carousel.Interchange.Networks;

/// <summary>
/// A cell whose heads hold a matrix each, changed by a key and a value and read by a query: a = W x + b by q, k, v and
/// o of all units, then the gates of each head.
/// </summary>
internal abstract class PortableMatrix : PortableCell
{
    /// <inheritdoc/>
    public sealed override void Step(
        RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        int units = h.Length, d = units / stage.Heads;
        for (int head = 0; head < stage.Heads; head++)
        {
            Span<float> shown = h.AsSpan(head * d, d);
            Step(stage, arithmetic, head, z, c, shown);
            for (int u = 0; u < d; u++)
            {
                shown[u] *= arithmetic.Logistic(z[(3 * units) + (head * d) + u]);
            }
        }
    }

    /// <inheritdoc/>
    public sealed override string Piece(RecurrentStage stage) => stage.Cell.Word;

    /// <inheritdoc/>
    public sealed override IEnumerable<int> Settings(RecurrentStage stage) =>
        [stage.HiddenSize, stage.Heads, HasOption(stage) ? 1 : 0];

    /// <summary>A step of a head.</summary>
    /// <param name="stage">Weights.</param>
    /// <param name="arithmetic">How functions are computed.</param>
    /// <param name="head">Which.</param>
    /// <param name="a">W x + b; rows of the head may be overwritten.</param>
    /// <param name="state">The matrices of all heads, then the rest of their state; read and overwritten.</param>
    /// <param name="shown">[d], overwritten with the value that the query reads.</param>
    protected abstract void Step(
        RecurrentStage stage, StepArithmetic arithmetic, int head, float[] a, float[] state, Span<float> shown);

    /// <summary>Whether a layer has what the cell leaves open.</summary>
    protected abstract bool HasOption(RecurrentStage stage);

    /// <summary>The query, key or value of a head.</summary>
    protected static Span<float> Row(RecurrentStage stage, int head, float[] a, int gate)
    {
        int d = stage.HiddenSize / stage.Heads;
        return a.AsSpan((gate * stage.HiddenSize) + (head * d), d);
    }

    /// <summary>The sum of a gate of a head.</summary>
    protected static float Gate(RecurrentStage stage, int head, float[] a, int gate) =>
        a[(4 * stage.HiddenSize) + (gate * stage.Heads) + head];

    /// <summary>The matrix of a head, [d, d] by key, then value.</summary>
    protected static Span<float> Matrix(RecurrentStage stage, int head, float[] state)
    {
        int d = stage.HiddenSize / stage.Heads;
        return state.AsSpan(head * d * d, d * d);
    }

    /// <summary>M = keep·M + key·valueᵀ.</summary>
    protected static void Write(Span<float> matrix, float keep, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        for (int j = 0; j < key.Length; j++)
        {
            Span<float> row = matrix.Slice(j * value.Length, value.Length);
            for (int u = 0; u < row.Length; u++)
            {
                row[u] = (keep * row[u]) + (key[j] * value[u]);
            }
        }
    }

    /// <summary>The value for a key or a query: Mᵀ·key.</summary>
    protected static void Read(ReadOnlySpan<float> matrix, ReadOnlySpan<float> key, Span<float> read)
    {
        read.Clear();
        for (int j = 0; j < key.Length; j++)
        {
            for (int u = 0; u < read.Length; u++)
            {
                read[u] += key[j] * matrix[(j * read.Length) + u];
            }
        }
    }
}
