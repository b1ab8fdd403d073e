namespace Carousel.Kernels;

/// <summary>The steps from the last one run to the first, a few at a time: up to 256 rows, at least one step.</summary>
/// <remarks>
/// Where gradients go along with the time loop, ∂loss/∂preactivation of so many rows lies in a buffer that stays in the
/// cache.
/// </remarks>
internal ref struct StepChunks
{
    private readonly ReadOnlySpan<int> _rowStart;
    private readonly bool _reverse;
    private int _done;

    /// <summary>Before the first chunk.</summary>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">True where the steps were run from T−1 down to 0.</param>
    public StepChunks(ReadOnlySpan<int> rowStart, bool reverse)
    {
        _rowStart = rowStart;
        _reverse = reverse;
    }

    /// <summary>
    /// Whether gradients had better go along with the time loop: where the weights are few. Many weights and their
    /// gradients would drive each other out of the
    /// cache in turn; then the time loop comes first, and the gradients after it.
    /// </summary>
    /// <param name="I">Inputs.</param>
    /// <param name="H">Units.</param>
    /// <param name="gates">Gates.</param>
    public static bool Pay(int I, int H, int gates) => (long)(I + H) * gates * H <= 1 << 20;

    /// <summary>
    /// Distance of two rows of the buffer: no multiple of 4096 bytes, or the rows of a tile would share a few sets of
    /// the first-level cache.
    /// </summary>
    /// <param name="columns">Values in a row.</param>
    public static nint Stride(int columns) => columns + (columns % 1024 == 0 ? 16 : 0);

    /// <summary>Floats of the buffer.</summary>
    /// <param name="batch">B, the most rows of a step.</param>
    /// <param name="columns">Values in a row.</param>
    public static int Length(int batch, int columns) =>
        BufferLength.Of(Math.Max((batch + 15L) & -16, MatrixProduct.GradientBlock) * Stride(columns));

    /// <summary>Moves on.</summary>
    /// <param name="from">First step in time.</param>
    /// <param name="to">One after the last.</param>
    /// <returns>False at the end.</returns>
    public bool Next(out int from, out int to)
    {
        int steps = _rowStart.Length - 1, first = _done;
        (from, to) = (0, 0);
        while (_done < steps)
        {
            int end = _done + 1;
            (int chunkFrom, int chunkTo) = _reverse ? (first, end) : (steps - end, steps - first);
            if (_done > first && _rowStart[chunkTo] - _rowStart[chunkFrom] > MatrixProduct.GradientBlock)
            {
                break;
            }

            (from, to, _done) = (chunkFrom, chunkTo, end);
        }

        return to > from;
    }
}
