namespace Carousel.Kernels;

/// <summary>
/// A cell whose heads hold a matrix each: what a query reads of it, and how a key and a value change it.
/// <see cref="MatrixLoops"/> runs it over steps.
/// </summary>
/// <remarks>
/// A step is what inference, streaming and evaluation do. Training takes 64 steps of a head together, as products of
/// matrices: the same equations, summed in another order.
/// </remarks>
/// <typeparam name="TSelf">The cell.</typeparam>
internal interface IMatrixCell<TSelf>
    where TSelf : struct, IMatrixCell<TSelf>
{
    /// <summary>Gates of one value a head.</summary>
    static abstract int Scalars { get; }

    /// <summary>Whether a head holds a normaliser beside its matrix.</summary>
    static virtual bool HasNormalizer => false;

    /// <summary>One step of a head.</summary>
    /// <param name="step">Where its values lie.</param>
    static abstract void Step<V, O>(in MatrixStep step)
        where O : ILanes<V>;

    /// <summary>Some steps of a head: what is shown, and the matrix after them.</summary>
    /// <param name="chunk">Where their values lie.</param>
    /// <param name="ends">False to leave the matrix as it was before them.</param>
    static abstract void Forward<V, O>(in MatrixChunk chunk, bool ends)
        where O : ILanes<V>;

    /// <summary>The gradients of some steps of a head, after Forward.</summary>
    /// <param name="chunk">As Forward left it.</param>
    static abstract void Backward<V, O>(in MatrixChunk chunk)
        where O : ILanes<V>;

    /// <summary>A gate of a head as it acts.</summary>
    /// <param name="gate">Which of its gates.</param>
    /// <param name="value">Its preactivation.</param>
    static abstract float Shown(int gate, float value);
}

/// <summary>Where one step of a head lies; rows reach to whole vectors.</summary>
internal unsafe ref struct MatrixStep
{
    /// <summary>d.</summary>
    public int Head;

    /// <summary>Distance of two rows of the matrix.</summary>
    public nint Stride;

    /// <summary>[d], overwritten with what the cell makes of it.</summary>
    public float* Query;

    /// <summary>[d], overwritten likewise.</summary>
    public float* Key;

    /// <summary>[d].</summary>
    public float* Value;

    /// <summary>Preactivations of the gates of a head.</summary>
    public float* Scalars;

    /// <summary>Distance of two of them.</summary>
    public nint ScalarStride;

    /// <summary>[d, d] by key, then value, read and overwritten.</summary>
    public float* Memory;

    /// <summary>[d], read and overwritten.</summary>
    public float* Norm;

    /// <summary>Its scale, read and overwritten.</summary>
    public float* Level;

    /// <summary>[d], overwritten.</summary>
    public float* Shown;

    /// <summary>Values in whole vectors.</summary>
    public readonly int Wide => (Head + 15) & -16;
}

/// <summary>Where some steps of a head lie.</summary>
internal unsafe ref struct MatrixChunk
{
    /// <summary>How many, 1 … 64.</summary>
    public int Steps;

    /// <summary>d.</summary>
    public int Head;

    /// <summary>[Steps, d], overwritten with what the cell makes of it.</summary>
    public ChunkMatrix Query;

    /// <summary>[Steps, d], overwritten likewise.</summary>
    public ChunkMatrix Key;

    /// <summary>[Steps, d].</summary>
    public ChunkMatrix Value;

    /// <summary>[Steps, d], preactivations of the output gate; undefined where there is none.</summary>
    public ChunkMatrix Output;

    /// <summary>[gates of a head, 64], preactivations.</summary>
    public float* Scalars;

    /// <summary>[d, d], the matrix before them, after Forward that after them.</summary>
    public ChunkMatrix Memory;

    /// <summary>[1, d], as the matrix.</summary>
    public ChunkMatrix Norm;

    /// <summary>As the matrix.</summary>
    public float* Level;

    /// <summary>[Steps, d], what queries read, overwritten.</summary>
    public ChunkMatrix Shown;

    /// <summary>[Steps, d], ∂loss/∂Shown.</summary>
    public ChunkMatrix DShown;

    /// <summary>[Steps, d], overwritten.</summary>
    public ChunkMatrix DQuery;

    /// <summary>[Steps, d], overwritten.</summary>
    public ChunkMatrix DKey;

    /// <summary>[Steps, d], overwritten.</summary>
    public ChunkMatrix DValue;

    /// <summary>[gates of a head, 64], overwritten.</summary>
    public float* DScalars;

    /// <summary>[d, d], the gradient of the matrix after them, overwritten with that before them.</summary>
    public ChunkMatrix DMemory;

    /// <summary>[1, d], likewise.</summary>
    public ChunkMatrix DNorm;

    /// <summary>Likewise, beside what follows from those of matrix and normaliser, of which only the product with the
    /// scale matters.</summary>
    public float* DLevel;

    /// <summary>The matrix and normaliser after them, times their gradients.</summary>
    public float Flow;

    /// <summary>For the cell's own, from Forward to Backward.</summary>
    public ChunkRoom Room;
}

/// <summary>Hands out room piece by piece. A copy goes on from where the original was.</summary>
/// <param name="at">Where it begins.</param>
/// <param name="length">How many values.</param>
internal unsafe ref struct ChunkRoom(float* at, int length)
{
    private float* _at = at;
    private int _left = length;

    /// <summary>A matrix.</summary>
    public ChunkMatrix Matrix(int rows, int columns) => new(Take(ChunkMatrix.Length(rows, columns)), rows, columns);

    /// <summary>One value a step.</summary>
    public float* Row() => Take(MatrixSize.Chunk);

    /// <summary>The steps by number: 0, 1, 2 and so on.</summary>
    public float* Order()
    {
        float* order = Row();
        for (int t = 0; t < MatrixSize.Chunk; t++)
        {
            order[t] = t;
        }

        return order;
    }

    /// <summary>So many values.</summary>
    /// <exception cref="InvalidOperationException">There are not so many.</exception>
    public float* Take(int length)
    {
        if (length > _left)
        {
            throw new InvalidOperationException($"A chunk has room for {_left} more values, but asks for {length}.");
        }

        _left -= length;
        float* taken = _at;
        _at += length;
        return taken;
    }
}
