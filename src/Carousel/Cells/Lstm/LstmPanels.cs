using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The weights of an LSTM as its kernel reads them.</summary>
/// <remarks>
/// Forward: for each block of 16 units a <see cref="Panel"/> [(I+H) × 64], columns i, f, g, o of the same units, terms
/// first the inputs, then the hidden units; after the panels the biases [blocks × 64].
/// Backward: panels [4H × 64] of R by hidden units, then of W by inputs, their rows in compact order. Missing columns
/// are zero; the summed index is never padded.
/// </remarks>
internal static class LstmPanels
{
    /// <summary>Floats of the forward panels.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not those of a layer.</exception>
    public static int ForwardLength(LstmSize size)
    {
        size.Require();
        return UnitBlocks.Count(size.H) * RegisterTile.PanelWidth * (size.I + size.H + 1);
    }

    /// <summary>Floats of the backward panels.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not those of a layer.</exception>
    public static int BackwardLength(LstmSize size)
    {
        size.Require();
        return RecurrentLength(size) + MatrixProduct.PanelLength(4 * size.H, size.I);
    }

    /// <summary>Packs for Forward, Infer and Step.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="W">[4H, I].</param>
    /// <param name="R">[4H, H].</param>
    /// <param name="b">[4H].</param>
    /// <param name="panels">ForwardLength values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static unsafe void PackForward(
        LstmSize size, ReadOnlySpan<float> W, ReadOnlySpan<float> R, ReadOnlySpan<float> b, Span<float> panels)
    {
        size.Require();
        (int I, int H) = size;
        ShapeException.Require(W, (4 * H, I));
        ShapeException.Require(R, (4 * H, H));
        ShapeException.Require(b, 4 * H);
        ShapeException.Require(panels, ForwardLength(size));
        int blocks = UnitBlocks.Count(H);
        nint panelLength = (nint)(I + H) * RegisterTile.PanelWidth;
        fixed (float* w = W, r = R, pb = b, p = panels)
        {
            for (int j = 0; j < blocks; j++)
            {
                int units = UnitBlocks.Units(H, j);
                for (int gate = 0; gate < LstmGates.Count; gate++)
                {
                    nint row = ((nint)gate * H) + (j * UnitBlocks.Size);
                    int column = gate * UnitBlocks.Size;
                    Panel to = Panel.OfWeights(p + (j * panelLength), I + H).FromColumn(column);
                    float* bias = p + (blocks * panelLength) + (j * RegisterTile.PanelWidth) + column;
                    MatrixProduct.PackTransposed(w + (row * I), I, units, I, to);
                    MatrixProduct.PackTransposed(r + (row * H), H, units, H, to.FromTerm(I));
                    MatrixProduct.PackTransposed(pb + row, 1, units, 1, Panel.OfRows(bias));
                }
            }
        }
    }

    /// <summary>Packs for Backward and AddInputGradient.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="W">[4H, I].</param>
    /// <param name="R">[4H, H].</param>
    /// <param name="panels">BackwardLength values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void PackBackward(LstmSize size, ReadOnlySpan<float> W, ReadOnlySpan<float> R, Span<float> panels)
    {
        size.Require();
        (int I, int H) = size;
        ShapeException.Require(W, (4 * H, I));
        ShapeException.Require(R, (4 * H, H));
        ShapeException.Require(panels, BackwardLength(size));
        UnitBlocks.PackBackward(R, H, LstmGates.Count, H, panels[..RecurrentLength(size)]);
        UnitBlocks.PackBackward(W, H, LstmGates.Count, I, panels[RecurrentLength(size)..]);
    }

    /// <summary>Floats of the panels of R, in front of those of W.</summary>
    internal static int RecurrentLength(LstmSize size) => MatrixProduct.PanelLength(4 * size.H, size.H);
}
