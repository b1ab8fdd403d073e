using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>A cell whose state is h alone, forward and backward.</summary>
/// <typeparam name="TSelf">The cell.</typeparam>
internal unsafe interface IHiddenCell<TSelf> : IForwardCell<TSelf>
    where TSelf : struct, IHiddenCell<TSelf>
{
    /// <summary>Rows of W and R for each unit.</summary>
    int Gates { get; }

    /// <summary>Values of a bias beside b; 0 for none.</summary>
    int InnerBias { get; }

    /// <summary>Floats of the backward panels.</summary>
    int BackwardPanelLength { get; }

    /// <summary>Packs the weights for the way back.</summary>
    /// <param name="weights">The layer's.</param>
    /// <param name="panels">[BackwardPanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    void PackBackward(in CellWeights weights, Span<float> panels);

    /// <summary>Floats of scratch for some rows of a step on the way back.</summary>
    int BackwardScratch(int rows);

    /// <summary>Floats of scratch of an input gradient.</summary>
    int InputScratch { get; }

    /// <summary>Parts that weight gradients can be cut into.</summary>
    int GradientParts { get; }

    /// <summary>Floats of scratch of weight gradients.</summary>
    /// <param name="along">Whether all gradients are kept while the time loop runs.</param>
    int GradientScratch(bool along);

    /// <summary>Some rows of one step: ∂loss/∂preactivation, and what it adds to the states before.</summary>
    void BackwardRows<V, O>(StepSegment rows, in BackwardPass pass)
        where O : ILanes<V>;

    /// <summary>
    /// Some panels of 64 units between two segments: what the one adds to the states before it, then the cells of the
    /// next.
    /// </summary>
    void BackwardPanels<V, O>(StepSegment done, StepSegment next, int panelFrom, int panelTo, in BackwardPass pass)
        where O : ILanes<V>;

    /// <summary>
    /// dBefore += what <see cref="BackwardRows"/> adds, for rows whose states before lie in another segment of time.
    /// </summary>
    /// <param name="rows">n.</param>
    /// <param name="panels">[BackwardPanelLength].</param>
    /// <param name="before">[n, H].</param>
    /// <param name="gates">[n, GatesLength], as left by Forward; overwritten.</param>
    /// <param name="dh">[n, H], the rows of dh as left by Backward.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <param name="scratch">BackwardScratch(n) values, overwritten.</param>
    void AddStateGradient<V, O>(
        int rows, float* panels, float* before, float* gates, float* dh, float* dBefore, float* scratch)
        where O : ILanes<V>;

    /// <summary>dx += ∂loss/∂preactivation·W for some rows.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="da">[rows, …].</param>
    /// <param name="daStride">Distance of two rows.</param>
    /// <param name="panels">[BackwardPanelLength].</param>
    /// <param name="dx">[rows, I], added to.</param>
    /// <param name="scratch">InputScratch values, overwritten.</param>
    void AddInputs<V, O>(int rows, float* da, nint daStride, float* panels, float* dx, float* scratch)
        where O : ILanes<V>;

    /// <summary>A range of parts of the weight gradients, over all rows.</summary>
    void AddWeights(in WeightTerms terms, in StepTable steps, int partFrom, int partTo);

    /// <summary>All weight gradients to the layout of panels in scratch, or back.</summary>
    void MoveWeights(in WeightTerms terms, bool back);

    /// <summary>Adds some rows to all weight gradients in scratch.</summary>
    void AddWeightRows(in WeightTerms terms, RowOrder order);
}

/// <summary>Where everything lies on the way back.</summary>
internal unsafe struct BackwardPass
{
    /// <summary>[BackwardPanelLength].</summary>
    public float* Panels;

    /// <summary>[B+N, H].</summary>
    public float* States;

    /// <summary>[N, GatesLength].</summary>
    public float* Gates;

    /// <summary>Row 0 of ∂loss/∂preactivation; may be that of the gates, or of dh behind the initial states.</summary>
    public float* Da;

    /// <summary>Distance of two rows of Da.</summary>
    public nint DaStride;

    /// <summary>[B+N, H].</summary>
    public float* Dh;

    /// <summary>BackwardScratch values.</summary>
    public float* Scratch;

    /// <summary>B.</summary>
    public int Batch;
}

/// <summary>What weight gradients are made of; a gradient that is not wanted is null.</summary>
internal unsafe struct WeightTerms
{
    /// <summary>[N, I].</summary>
    public float* X;

    /// <summary>[B+N, H].</summary>
    public float* States;

    /// <summary>Row 0 of ∂loss/∂preactivation.</summary>
    public float* Da;

    /// <summary>Distance of two rows of Da.</summary>
    public nint DaStride;

    /// <summary>[gates·H, I].</summary>
    public float* Dw;

    /// <summary>[gates·H, H].</summary>
    public float* Dr;

    /// <summary>[gates·H].</summary>
    public float* Db;

    /// <summary>[InnerBias].</summary>
    public float* Dq;

    /// <summary>GradientScratch values.</summary>
    public float* Scratch;

    /// <summary>Whether any gradient is.</summary>
    public readonly bool IsWanted => Dw != null || Dr != null || Db != null || Dq != null;
}
