namespace Carousel.Kernels;

/// <summary>
/// The layout of a step's rows in bytes: x and h₋ of a row side by side, their scales in front of all rows.
/// </summary>
/// <param name="inputs">Values of x.</param>
/// <param name="states">Values of h₋.</param>
/// <param name="rows">How many rows.</param>
/// <param name="room">Length(inputs, states, rows) floats.</param>
internal readonly unsafe struct ByteRows(int inputs, int states, int rows, float* room)
{
    /// <summary>[rows].</summary>
    public readonly float* InputScales = room;

    /// <summary>[rows].</summary>
    public readonly float* StateScales = room + ScalesLength(rows);

    private readonly nint _stride = (nint)RowStride(inputs, states) * sizeof(float);
    private readonly byte* _bytes = (byte*)(room + (2 * ScalesLength(rows)));
    private readonly int _inputBytes = RowQuantizer.RowBytes(inputs);

    /// <summary>Floats of the room.</summary>
    public static int Length(int inputs, int states, int rows) =>
        checked((2 * ScalesLength(rows)) + (rows * RowStride(inputs, states)));

    /// <summary>x of the rows from some row on.</summary>
    public ScaledBytes Inputs(int row) => new(Input(row), _stride, InputScales + row);

    /// <summary>h₋ of the rows from some row on.</summary>
    public ScaledBytes States(int row) => new(State(row), _stride, StateScales + row);

    /// <summary>x of a row.</summary>
    public byte* Input(int row) => _bytes + (row * _stride);

    /// <summary>h₋ of a row.</summary>
    public byte* State(int row) => _bytes + (row * _stride) + _inputBytes;

    /// <summary>Floats from a row to the next: whole lines, never a power of two.</summary>
    private static int RowStride(int inputs, int states) =>
        (((RowQuantizer.RowBytes(inputs) + RowQuantizer.RowBytes(states)) / 64) | 1) * UnitBlocks.Size;

    private static int ScalesLength(int rows) => (rows + UnitBlocks.Size - 1) & -UnitBlocks.Size;
}
