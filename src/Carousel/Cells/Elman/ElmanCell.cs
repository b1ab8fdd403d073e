using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// An Elman network of I inputs and H units, h = tanh(W x + R h₋ + b). Twin: ElmanEquations. Derivation:
/// docs/derivations/gru.md.
/// </summary>
/// <remarks>
/// Elman 1990, with the hyperbolic tangent. Nothing but h is kept for the way back, which puts ∂loss/∂preactivation
/// in
/// the place of ∂loss/∂h.
/// </remarks>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
internal readonly unsafe record struct ElmanCell(int I, int H) : IHiddenCell<ElmanCell>
{
    private const int BlockUnits = RegisterTile.PanelWidth;

    /// <inheritdoc/>
    public bool SharesUnits => true;

    /// <inheritdoc/>
    public int Gates => 1;

    /// <inheritdoc/>
    public int GatesLength => 0;

    /// <inheritdoc/>
    public int InnerBias => 0;

    /// <inheritdoc/>
    public int PanelLength
    {
        get
        {
            BufferLength.RequireLayer(I, H, 1);
            return BufferLength.Of((long)MatrixProduct.PanelLength(I, H) + MatrixProduct.PanelLength(H, H) + H);
        }
    }

    /// <inheritdoc/>
    public int BackwardPanelLength
    {
        get
        {
            BufferLength.RequireLayer(I, H, 1);
            return BufferLength.Of((long)MatrixProduct.PanelLength(H, H) + MatrixProduct.PanelLength(H, I));
        }
    }

    /// <inheritdoc/>
    public int InputScratch => 0;

    /// <inheritdoc/>
    public int GradientParts => H;

    private int Panels => MatrixProduct.Panels(H);

    /// <inheritdoc/>
    public static ElmanCell Of(int inputs, int units, bool hasInnerBias) => new(inputs, units);

    /// <inheritdoc/>
    public int ForwardScratch(int rows) => 0;

    /// <inheritdoc/>
    public int BackwardScratch(int rows) => 0;

    /// <inheritdoc/>
    public int GradientScratch(bool along) => GatedGradient.ScratchLength(I, H, Panels);

    /// <inheritdoc/>
    public void Pack(in CellWeights weights, Span<float> panels)
    {
        // W, R and b.
        ShapeException.Require(weights.W, (H, I));
        ShapeException.Require(weights.R, (H, H));
        ShapeException.Require(weights.B, H);
        ShapeException.Require(panels, PanelLength);
        int input = MatrixProduct.PanelLength(I, H);
        MatrixProduct.Pack(weights.W, H, I, panels[..input]);
        MatrixProduct.Pack(weights.R, H, H, panels[input..^H]);
        weights.B.CopyTo(panels[^H..]);
    }

    /// <inheritdoc/>
    public void PackBackward(in CellWeights weights, Span<float> panels)
    {
        // R, then W.
        ShapeException.Require(weights.W, (H, I));
        ShapeException.Require(weights.R, (H, H));
        ShapeException.Require(panels, BackwardPanelLength);
        int first = MatrixProduct.PanelLength(H, H);
        MatrixProduct.PackBackward(weights.R, H, H, panels[..first]);
        MatrixProduct.PackBackward(weights.W, H, I, panels[first..]);
    }

    /// <inheritdoc/>
    public (int From, int To) Part(int part, int parts) => (Panels * part / parts, Panels * (part + 1) / parts);

    /// <inheritdoc/>
    public void Rows<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        (int I, int H) = this;
        float* recurrent = at.Panels + MatrixProduct.PanelLength(I, H);
        float* bias = recurrent + MatrixProduct.PanelLength(H, H);
        (int from, int to) = (at.BlockFrom, at.BlockTo);
        var y = new StridedRows(at.H, H);
        MatrixProduct.Multiply<V, O>(
            new(at.Count, new(at.X, I), at.Panels, I, y, H) { Bias = bias, PanelFrom = from, PanelTo = to });
        MatrixProduct.Multiply<V, O>(
            new(at.Count, new(at.Before, H), recurrent, H, y, H) { PanelFrom = from, PanelTo = to });
        if (to - from == Panels)
        {
            Tanh<V, O>(at.Count * H, at.H);
            return;
        }

        (from, to) = (from * BlockUnits, Math.Min(H, to * BlockUnits));
        for (int row = 0; row < at.Count; row++)
        {
            Tanh<V, O>(to - from, at.H + ((nint)row * H) + from);
        }
    }

    /// <inheritdoc/>
    public void BackwardRows<V, O>(StepSegment rows, in BackwardPass pass)
        where O : ILanes<V>
    {
        nint at = (nint)(pass.Batch + rows.Row) * H;
        Derivative<V, O>(rows.Rows * H, pass.States + at, pass.Dh + at);
        AddToStatesBefore<V, O>(rows, 0, Panels, pass);
    }

    /// <inheritdoc/>
    public void BackwardPanels<V, O>(
        StepSegment done, StepSegment next, int panelFrom, int panelTo, in BackwardPass pass)
        where O : ILanes<V>
    {
        AddToStatesBefore<V, O>(done, panelFrom, panelTo, pass);
        (int from, int to) = (panelFrom * BlockUnits, Math.Min(H, panelTo * BlockUnits));
        for (int row = 0; row < next.Rows; row++)
        {
            nint at = ((nint)(pass.Batch + next.Row + row) * H) + from;
            Derivative<V, O>(to - from, pass.States + at, pass.Dh + at);
        }
    }

    /// <inheritdoc/>
    public void AddStateGradient<V, O>(
        int rows, float* panels, float* before, float* gates, float* dh, float* dBefore, float* scratch)
        where O : ILanes<V>
        => MatrixProduct.Multiply<V, O>(new(rows, new(dh, H), panels, H, new(dBefore, H), H));

    /// <inheritdoc/>
    public void AddInputs<V, O>(int rows, float* da, nint daStride, float* panels, float* dx, float* scratch)
        where O : ILanes<V>
        => MatrixProduct.Multiply<V, O>(
            new(rows, new(da, H), panels + MatrixProduct.PanelLength(H, H), H, new(dx, I), I));

    /// <inheritdoc/>
    public void AddWeights(in WeightTerms terms, in StepTable steps, int partFrom, int partTo) =>
        Gradient(terms, partFrom, partTo).Add(steps, 0, MatrixProduct.Panels(partTo - partFrom));

    /// <inheritdoc/>
    public void MoveWeights(in WeightTerms terms, bool back) => Gradient(terms, 0, H).Move(0, Panels, back);

    /// <inheritdoc/>
    public void AddWeightRows(in WeightTerms terms, RowOrder order) =>
        Gradient(terms, 0, H).AddRows(order, 0, Panels);

    private GatedGradient Gradient(in WeightTerms terms, int unitFrom, int unitTo) => new()
    {
        Gates = 1,
        I = I,
        H = H,
        BlockUnits = BlockUnits,
        UnitFrom = unitFrom,
        UnitTo = unitTo,
        X = terms.X,
        States = terms.States,
        Da = terms.Da,
        DaStride = terms.DaStride,
        Dw = terms.Dw,
        Dr = terms.Dr,
        Db = terms.Db,
        Scratch = terms.Scratch,
    };

    /// <summary>
    /// dh of the states before, the units of some panels, on top of what came from above. Meanwhile the states before
    /// come.
    /// </summary>
    private void AddToStatesBefore<V, O>(StepSegment rows, int panelFrom, int panelTo, in BackwardPass pass)
        where O : ILanes<V>
        => MatrixProduct.Multiply<V, O>(new(
            rows.Rows, new(pass.Dh + ((nint)(pass.Batch + rows.Row) * H), H), pass.Panels, H,
            new(pass.Dh + ((nint)rows.Before * H), H), H)
        {
            Ahead = pass.States + ((nint)rows.Before * H),
            AheadLength = H,
            PanelFrom = panelFrom,
            PanelTo = panelTo,
        });

    /// <summary>h = tanh h, in place; the last few values through a buffer of a whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tanh<V, O>(int length, float* h)
        where O : ILanes<V>
    {
        int k = 0;
        for (; k + O.Count <= length; k += O.Count)
        {
            O.Store(Activations.Tanh<V, O>(O.Load(h + k)), h + k);
        }

        if (k < length)
        {
            float* buffer = stackalloc float[16];
            Copy(h + k, length - k, buffer);
            O.Store(Activations.Tanh<V, O>(O.Load(buffer)), buffer);
            Copy(buffer, length - k, h + k);
        }
    }

    /// <summary>d = d·(1 − h²), in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Derivative<V, O>(int length, float* h, float* d)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        int k = 0;
        for (; k + O.Count <= length; k += O.Count)
        {
            V v = O.Load(h + k);
            O.Store(O.Multiply(O.Load(d + k), O.Subtract(one, O.Multiply(v, v))), d + k);
        }

        for (; k < length; k++)
        {
            d[k] *= 1 - (h[k] * h[k]);
        }
    }

    private static void Copy(float* from, int length, float* to) =>
        new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));
}
