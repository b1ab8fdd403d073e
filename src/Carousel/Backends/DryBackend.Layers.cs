using Carousel.Data;
using Carousel.Kernels.Attention;
using Carousel.Kernels.Convolution;
using Carousel.Memory;

namespace Carousel.Backends;

internal sealed partial class DryBackend
{
    /// <inheritdoc/>
    public override void CtcForward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor loss)
    {
    }

    /// <inheritdoc/>
    public override void CtcBackward(
        Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor dLoss, Tensor dScores)
    {
    }

    /// <inheritdoc/>
    internal override void AttentionForward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor finalState)
    {
    }

    /// <inheritdoc/>
    internal override void AttentionBackward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor dy,
        Tensor dx)
    {
    }

    /// <inheritdoc/>
    internal override void AttentionStep(AttentionSize size, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <inheritdoc/>
    public override void CrfForward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor loss)
    {
    }

    /// <inheritdoc/>
    public override void CrfBackward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor dLoss, Tensor dScores, Tensor dStart,
        Tensor dTransition, Tensor dEnd)
    {
    }

    /// <inheritdoc/>
    public override void CrfDecode(
        Packing packing, Tensor scores, Tensor start, Tensor transition, Tensor end, Tensor labels)
    {
    }

    /// <inheritdoc/>
    internal override void SequenceConvolutionForward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor y,
        Tensor finalState)
    {
    }

    /// <inheritdoc/>
    internal override void SequenceConvolutionStep(
        SequenceConvolutionParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <inheritdoc/>
    internal override void SequenceConvolutionBackward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor dy, Tensor dx,
        Tensor dWeight, Tensor dBias)
    {
    }

    /// <inheritdoc/>
    internal override void GroupedConvolutionForward(
        GroupedConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor y,
        Tensor finalState)
    {
    }

    /// <inheritdoc/>
    internal override void GroupedConvolutionStep(
        GroupedConvolutionParameters parameters, Tensor x, Tensor y, Tensor state)
    {
    }

    /// <inheritdoc/>
    internal override void GroupedConvolutionBackward(
        GroupedConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor dy, Tensor dx,
        Tensor dWeight, Tensor dBias)
    {
    }

    /// <inheritdoc/>
    internal override void PictureConvolutionForward(PictureConvolutionParameters parameters, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    internal override void PictureConvolutionBackward(
        PictureConvolutionParameters parameters, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
    }

    /// <inheritdoc/>
    internal override void PicturePoolingForward(PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    internal override void PicturePoolingBackward(
        PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    internal override void CrossAttentionForward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor context,
        Tensor weights)
    {
    }

    /// <inheritdoc/>
    internal override void CrossAttentionBackward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor weights,
        Tensor dContext, Tensor dQuery, Tensor dKeys,
        Tensor dValues, Tensor dScore)
    {
    }

    /// <inheritdoc/>
    public override void DenseForward(Parameter weight, Tensor bias, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void DenseBackward(
        Parameter weight, Packing? packing, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
    }

    /// <inheritdoc/>
    internal override void RecurrentForward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h,
        Tensor c, Tensor gates, Tensor finalState)
    {
    }

    /// <inheritdoc/>
    internal override void RecurrentBackward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates,
        Tensor dh, Tensor dc, Tensor dFinalState, Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dq,
        Tensor dInitialState)
    {
    }

    /// <inheritdoc/>
    internal override void RecurrentStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
    }

    /// <inheritdoc/>
    internal override void RecurrentStep(
        RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <inheritdoc/>
    internal override void LstmSymbolsForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor initialState,
        Tensor h, Tensor c, Tensor gates,
        Tensor finalState, Tensor starts)
    {
    }

    /// <inheritdoc/>
    internal override void LstmSymbolsBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor h, Tensor c,
        Tensor gates, Tensor dh, Tensor dc,
        Tensor dFinalState, Tensor scratch, Tensor dTable, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
    }

    /// <inheritdoc/>
    internal override void LstmVariantForward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x,
        Tensor initialState, Tensor h, Tensor c, Tensor trace,
        Tensor finalState)
    {
    }

    /// <inheritdoc/>
    internal override void LstmVariantBackward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x, Tensor h,
        Tensor c, Tensor trace, Tensor dh, Tensor dc,
        Tensor dFinalState, Tensor dx, LstmVariantTensors gradients, Tensor dInitialState)
    {
    }

    /// <inheritdoc/>
    internal override void LstmVariantStep(
        LstmVariantParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <inheritdoc/>
    public override void EmbeddingForward(Tensor ids, Tensor table, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void EmbeddingBackward(Packing? packing, Tensor ids, Tensor dy, Tensor dTable)
    {
    }

    /// <inheritdoc/>
    public override void AttentionPoolingForward(Packing packing, Tensor scores, Tensor x, Tensor weights, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void AttentionPoolingBackward(
        Packing packing, Tensor x, Tensor weights, Tensor dy, Tensor dScores, Tensor dx)
    {
    }
}
