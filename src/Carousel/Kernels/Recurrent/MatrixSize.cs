namespace Carousel.Kernels;

/// <summary>Sizes of a layer whose heads hold a matrix each, and of its buffers.</summary>
/// <remarks>
/// Rows of W and b: query, key, value and output gate of all units, then each gate of a head. What a sequence holds
/// beside h: the matrices, [Heads, Head, Head] by key, then value, then, where there is one, the normaliser [H] and its
/// logarithmic scale [Heads].
/// </remarks>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Scalars">Gates of one value a head.</param>
/// <param name="HasNormalizer">Whether a head holds a normaliser beside its matrix.</param>
internal readonly record struct MatrixSize(int I, int H, int Heads, int Scalars, bool HasNormalizer)
{
    /// <summary>Steps that training takes together.</summary>
    public const int Chunk = 64;

    /// <summary>Gates of one value a unit, the output gate last.</summary>
    public const int Wide = 4;

    /// <summary>Preactivations of one value a unit.</summary>
    public int WideColumns => Wide * H;

    /// <summary>d: units of a head.</summary>
    public int Head => H / Heads;

    /// <summary>Preactivations of a row.</summary>
    public int Columns => WideColumns + (Scalars * Heads);

    /// <summary>Values of a row beside h.</summary>
    public int Rest => BufferLength.Of(((long)H * Head) + (HasNormalizer ? H + Heads : 0));

    /// <summary>Where the normaliser begins.</summary>
    public int Norm => H * Head;

    /// <summary>Where its scales begin.</summary>
    public int Level => Norm + H;

    /// <summary>Floats of the panels of W, then b.</summary>
    public int PanelLength
    {
        get
        {
            BufferLength.RequireLayer(I, H, Wide);
            if (Heads < 1 || H % Heads != 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Heads), Heads, $"{H} units can't be divided into {Heads} heads.");
            }

            return BufferLength.Of((long)MatrixProduct.PanelLength(I, Columns) + Columns);
        }
    }

    /// <summary>Floats of the panels of W for the way back.</summary>
    public int BackwardPanelLength => MatrixProduct.PanelLength(Columns, I);

    /// <summary>Rows of states that a run of T steps keeps for B sequences: those carried, and where chunks begin.
    /// </summary>
    public static long KeptRows(int batch, int steps) => batch * (1 + Chunks(steps));

    /// <summary>Chunks of so many steps.</summary>
    public static long Chunks(int steps) => (steps + Chunk - 1L) / Chunk;

    /// <summary>Floats of scratch of a run that keeps nothing.</summary>
    /// <param name="rows">The most rows of a step.</param>
    public int ForwardScratch(int rows) => BufferLength.Of((long)StepChunks.Length(rows, Columns) + StepRoom);

    /// <summary>Floats of scratch of a step: the preactivations, and a head in whole vectors.</summary>
    /// <param name="streams">S.</param>
    public int StepScratch(int streams) => BufferLength.Of(((long)streams * Columns) + StepRoom);

    /// <summary>Floats of a head in whole vectors: its matrix, and eight rows.</summary>
    public int StepRoom => BufferLength.Of((Head + 8L) * ((Head + 15) & -16));

    /// <summary>
    /// Floats of scratch of a chunk on the way back, which takes the most: nine matrices of steps, two of a head and
    /// two rows of the loop, with some numbers a step; and what cells take beside them, at most so many of each.
    /// </summary>
    public int ChunkScratch => BufferLength.Of(
        (15L * ChunkMatrix.Length(Chunk, Head)) + (2L * ChunkMatrix.Length(Head, Chunk))
        + (3L * ChunkMatrix.Length(Head, Head)) + (3L * ChunkMatrix.Length(Chunk, Chunk))
        + (2L * ChunkMatrix.Length(1, Head)) + ((15L + (2 * Scalars)) * Chunk));

    /// <summary>Floats of scratch of weight gradients.</summary>
    public int GradientScratch => GatedGradient.ScratchLength(I, 0, MatrixProduct.Panels(Columns));
}
