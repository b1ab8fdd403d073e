using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Kernels.Quantised;

/// <summary>
/// The weights of a GRU in 8 bits as its kernel reads them: for each block of 16 units a panel of W, one of R, and the
/// biases of the groups n, r, z, s.
/// </summary>
/// <remarks>
/// W has the groups n, r, z; R has r, z, s with the reset after the product, r, z with the reset before it: then R_n
/// follows behind all blocks, 64 units a panel, of which the last is as
/// narrow as its blocks. Groups that a product has not are not stored.
/// </remarks>
internal static unsafe class QuantisedGruPanels
{
    private const int Units = GruPanels.Units;
    private const int MostWidth = RegisterTile.PanelWidth;

    /// <summary>Outputs of a panel of W.</summary>
    public const int InputWidth = 3 * Units;

    // Which gate, in the order r, z, n of W and R, stands in the groups n, r, z, s.
    private static ReadOnlySpan<int> GateOfGroup => [2, 0, 1, 2];

    /// <summary>Outputs of a panel of R.</summary>
    public static int RecurrentWidth(GruCell size) => (size.ResetAfter ? 3 : 2) * Units;

    /// <summary>Floats of all panels.</summary>
    public static int Length(GruCell size) => checked(InnerStart(size, InnerPanels(size)));

    /// <summary>Floats of a block: panel of W, panel of R, biases.</summary>
    public static int BlockLength(GruCell size) => checked(BiasStart(size) + (4 * Units));

    /// <summary>Where the panel of R begins in a block.</summary>
    public static int RecurrentStart(GruCell size) => BytePanel.Length(InputWidth, size.I);

    /// <summary>Where the biases begin in a block.</summary>
    public static int BiasStart(GruCell size) => RecurrentStart(size) + BytePanel.Length(RecurrentWidth(size), size.H);

    /// <summary>How many panels of R_n there are, with the reset before.</summary>
    public static int InnerPanels(GruCell size) => size.ResetAfter ? 0 : (size.H + MostWidth - 1) / MostWidth;

    /// <summary>Outputs of a panel of R_n.</summary>
    public static int InnerWidth(GruCell size, int panel) =>
        Math.Min(MostWidth, (size.Blocks * Units) - (panel * MostWidth));

    /// <summary>Where a panel of R_n begins; one after the last gives the end of all.</summary>
    public static int InnerStart(GruCell size, int panel)
    {
        // Full panels, then perhaps a narrow one.
        int outputs = Math.Min(panel * MostWidth, size.Blocks * Units);
        return checked((size.Blocks * BlockLength(size)) + (panel == 0 ? 0 : BytePanel.Length(outputs, size.H)));
    }

    /// <summary>Packs the weights.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="W">[3H, I].</param>
    /// <param name="R">[3H, H].</param>
    /// <param name="b">[3H].</param>
    /// <param name="q">[H]; empty with the reset before.</param>
    /// <param name="panels">Length(size) values, overwritten.</param>
    /// <exception cref="ShapeException">Something is not the size stated here.</exception>
    public static void Pack(
        GruCell size, QuantisedMatrix W, QuantisedMatrix R, ReadOnlySpan<float> b, ReadOnlySpan<float> q,
        Span<float> panels)
    {
        (int I, int H, _) = size;
        ShapeException.Require(W.Values.Span, (3 * H, I));
        ShapeException.Require(R.Values.Span, (3 * H, H));
        ShapeException.Require(b, 3 * H);
        ShapeException.Require(q, size.ResetAfter ? H : 0);
        ShapeException.Require<float>(panels, Length(size));
        panels.Clear();
        fixed (float* p = panels)
        {
            for (int j = 0; j < size.Blocks; j++)
            {
                PackBlock(size, W, R, b, q, j * Units, p + ((nint)j * BlockLength(size)));
            }

            for (int panel = 0; panel < InnerPanels(size); panel++)
            {
                int first = panel * MostWidth;
                BytePanel.Pack(
                    R.Values.Span, R.Scales.Span, H, (2 * H) + first, Math.Min(MostWidth, H - first),
                    InnerWidth(size, panel), 0, p + InnerStart(size, panel));
            }
        }
    }

    private static void PackBlock(
        GruCell size, QuantisedMatrix W, QuantisedMatrix R, ReadOnlySpan<float> b, ReadOnlySpan<float> q, int unit,
        float* block)
    {
        (int I, int H, _) = size;
        int units = Math.Min(Units, H - unit);
        float* bias = block + BiasStart(size);
        for (int group = 0; group < 4; group++)
        {
            int row = (GateOfGroup[group] * H) + unit;
            if (group < 3)
            {
                BytePanel.Pack(W.Values.Span, W.Scales.Span, I, row, units, InputWidth, group * Units, block);
                b.Slice(row, units).CopyTo(new Span<float>(bias + (group * Units), units));
            }

            if (group > 0 && group <= RecurrentWidth(size) / Units)
            {
                BytePanel.Pack(
                    R.Values.Span, R.Scales.Span, H, row, units, RecurrentWidth(size), (group - 1) * Units,
                    block + RecurrentStart(size));
            }
        }

        if (size.ResetAfter)
        {
            q.Slice(unit, units).CopyTo(new Span<float>(bias + (3 * Units), units));
        }
    }
}
