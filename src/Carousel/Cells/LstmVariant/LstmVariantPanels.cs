using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The weights of an LSTM with variants as its kernel wants them: vectors first, then the panels of W, R and the
/// projection.
/// </summary>
/// <remarks>
/// Forward and backward panels have the same vectors in front: b and peepholes.
/// </remarks>
internal static unsafe class LstmVariantPanels
{
    /// <summary>Floats of the forward panels.</summary>
    public static int Length(LstmVariantSize size)
    {
        Require(size);
        return BufferLength.Of((long)ProjectionStart(size)
            + (size.Projected ? MatrixProduct.PanelLength(size.H, size.P) : 0));
    }

    /// <summary>Floats of the backward panels.</summary>
    public static int BackwardLength(LstmVariantSize size)
    {
        Require(size);
        return BufferLength.Of((long)BackwardProjectionStart(size)
            + (size.Projected ? MatrixProduct.PanelLength(size.P, size.H) : 0));
    }

    /// <summary>Where the peepholes begin.</summary>
    public static int PeepholeStart(LstmVariantSize size) => size.GatesLength;

    /// <summary>Where the panels of W begin in the forward panels.</summary>
    public static int InputStart(LstmVariantSize size) =>
        PeepholeStart(size) + (size.Peepholes ? (LstmGates.Count - 1) * size.H : 0);

    /// <summary>Where the panels of R begin in the forward panels.</summary>
    public static int RecurrentStart(LstmVariantSize size) =>
        InputStart(size) + MatrixProduct.PanelLength(size.I, size.GatesLength);

    /// <summary>Where the panels of the projection begin in the forward panels.</summary>
    public static int ProjectionStart(LstmVariantSize size) =>
        RecurrentStart(size) + MatrixProduct.PanelLength(size.P, size.GatesLength);

    /// <summary>Where the panels of R begin in the backward panels; those of W begin at InputStart.</summary>
    public static int BackwardRecurrentStart(LstmVariantSize size) =>
        InputStart(size) + MatrixProduct.PanelLength(size.GatesLength, size.I);

    /// <summary>Where the panels of the projection begin in the backward panels.</summary>
    public static int BackwardProjectionStart(LstmVariantSize size) =>
        BackwardRecurrentStart(size) + MatrixProduct.PanelLength(size.GatesLength, size.P);

    /// <summary>Packs for Forward and Step, or for Backward and AddInputGradient.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="weights">The parameters.</param>
    /// <param name="panels">Length(size) values, or BackwardLength(size), overwritten.</param>
    /// <param name="back">Whether for the way back.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Pack(LstmVariantSize size, in LstmVariantSpans weights, Span<float> panels, bool back = false)
    {
        Require(size, weights);
        ShapeException.Require(panels, back ? BackwardLength(size) : Length(size));
        weights.B.CopyTo(panels);
        weights.Peepholes.CopyTo(panels[PeepholeStart(size)..]);
        int G = size.GatesLength, recurrent = back ? BackwardRecurrentStart(size) : RecurrentStart(size),
            projection = back ? BackwardProjectionStart(size) : ProjectionStart(size);
        Pack(weights.W, G, size.I, panels[InputStart(size)..recurrent], back);
        Pack(weights.R, G, size.P, panels[recurrent..projection], back);
        if (size.Projected)
        {
            Pack(weights.Projection, size.P, size.H, panels[projection..], back);
        }
    }

    private static void Pack(ReadOnlySpan<float> weight, int outputs, int inputs, Span<float> panels, bool back)
    {
        if (back)
        {
            MatrixProduct.PackBackward(weight, outputs, inputs, panels);
        }
        else
        {
            MatrixProduct.Pack(weight, outputs, inputs, panels);
        }
    }

    /// <summary>Some buffers hold about six values for each gate of a unit, others as many for each output.</summary>
    private static void Require(LstmVariantSize size)
    {
        BufferLength.RequireLayer(size.I, size.H, 6 * LstmGates.Count);
        BufferLength.RequireLayer(size.H, size.P, LstmGates.Count);
        BufferLength.RequireLayer(size.P, size.H, LstmGates.Count);
    }

    private static void Require(LstmVariantSize size, in LstmVariantSpans weights)
    {
        (int G, int I, int H, int P) = (size.GatesLength, size.I, size.H, size.P);
        ShapeException.Require(weights.W, (G, I));
        ShapeException.Require(weights.R, (G, P));
        ShapeException.Require(weights.B, G);
        ShapeException.Require(weights.Peepholes, (size.Peepholes ? LstmGates.Count - 1 : 0, H));
        ShapeException.Require(weights.Projection, (size.Projected ? P : 0, H));
    }
}
