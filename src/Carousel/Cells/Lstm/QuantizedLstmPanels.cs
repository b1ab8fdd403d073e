using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The weights of an LSTM in 8 bits as its kernel reads them: for each block of 16 units a panel of W, one of R, and
/// the biases.
/// </summary>
/// <remarks>
/// A panel's 64 outputs are the gates i, f, g, o of the same 16 units, as in <see cref="LstmPanels"/>. All of a block
/// lies together: a step reads memory in one direction.
/// </remarks>
internal static unsafe class QuantizedLstmPanels
{
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Floats of all panels.</summary>
    public static int Length(LstmSize size) => checked(UnitBlocks.Count(size.H) * BlockLength(size));

    /// <summary>Floats of a block: panel of W, panel of R, biases.</summary>
    public static int BlockLength(LstmSize size) =>
        checked(RecurrentStart(size) + BytePanel.Length(Width, size.H) + Width);

    private static int RecurrentStart(LstmSize size) => BytePanel.Length(Width, size.I);

    private static int BiasStart(LstmSize size) => BlockLength(size) - Width;

    /// <summary>The panel of W of a block.</summary>
    public static BytePanel Inputs(LstmSize size, float* block) => new(block, Width, size.I);

    /// <summary>The panel of R of a block.</summary>
    public static BytePanel States(LstmSize size, float* block) => new(block + RecurrentStart(size), Width, size.H);

    /// <summary>The biases of a block, the same for all rows.</summary>
    public static StridedRows Bias(LstmSize size, float* block) => new(block + BiasStart(size), 0);

    /// <summary>Packs the weights.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="W">[4H, I].</param>
    /// <param name="R">[4H, H].</param>
    /// <param name="b">[4H].</param>
    /// <param name="panels">Length(size) values, overwritten.</param>
    /// <exception cref="ShapeException">Something is not the size stated here.</exception>
    public static void Pack(
        LstmSize size, QuantizedMatrix W, QuantizedMatrix R, ReadOnlySpan<float> b, Span<float> panels)
    {
        (int I, int H) = size;
        ShapeException.Require(W.Values.Span, (4 * H, I));
        ShapeException.Require(R.Values.Span, (4 * H, H));
        ShapeException.Require(b, 4 * H);
        ShapeException.Require(panels, Length(size));
        panels.Clear();
        fixed (float* p = panels)
        {
            for (int j = 0; j < UnitBlocks.Count(H); j++)
            {
                float* block = p + ((nint)j * BlockLength(size));
                int units = UnitBlocks.Units(H, j);
                for (int gate = 0; gate < LstmGates.Count; gate++)
                {
                    int row = (gate * H) + (j * UnitBlocks.Size), place = gate * UnitBlocks.Size;
                    Inputs(size, block).Pack(W, row, units, place);
                    States(size, block).Pack(R, row, units, place);
                    b.Slice(row, units).CopyTo(new Span<float>(block + BiasStart(size) + place, units));
                }
            }
        }
    }
}
