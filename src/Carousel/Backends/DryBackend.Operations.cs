using Carousel.Data;
using Carousel.Kernels.Dropout;
using Carousel.Kernels.Elementwise;
using Carousel.Kernels.Losses;
using Carousel.Kernels.Optimisation;
using Carousel.Kernels.Sequences;
using Carousel.Memory;

namespace Carousel.Backends;

internal sealed partial class DryBackend
{
    /// <inheritdoc/>
    public override void PositionalEncodingForward(
        double[] turns, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor finalState)
    {
    }

    /// <inheritdoc/>
    public override void PositionalEncodingStep(double[] turns, Tensor x, Tensor y, Tensor state)
    {
    }

    /// <inheritdoc/>
    public override void ElementwiseForward(ElementwiseFunction function, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void ElementwiseBackward(ElementwiseFunction function, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    public override void Combine(float alpha, Tensor a, float beta, Tensor b, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void AddScaled(float alpha, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void Affine(float alpha, float shift, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void Multiply(Tensor a, Tensor b, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void AddProduct(Tensor a, Tensor b, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void AddRow(Tensor x, Tensor row, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void AddColumnSums(Packing? packing, Tensor dy, Tensor dRow)
    {
    }

    /// <inheritdoc/>
    internal override void LossForward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor weights, Tensor saved, Tensor loss)
    {
    }

    /// <inheritdoc/>
    internal override void LossBackward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor saved, Tensor dLoss, Tensor dPredictions)
    {
    }

    /// <inheritdoc/>
    public override void PackStates(Packing packing, Tensor states, Tensor packed)
    {
    }

    /// <inheritdoc/>
    public override void LayerNormForward(
        float epsilon, Tensor x, Tensor gain, Tensor bias, Tensor normalised, Tensor scale, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void LayerNormBackward(
        Packing? packing, Tensor gain, Tensor normalised, Tensor scale, Tensor dy, Tensor dx, Tensor dGain,
        Tensor dBias)
    {
    }

    /// <inheritdoc/>
    public override void SoftmaxForward(bool logarithm, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void SoftmaxBackward(bool logarithm, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    internal override void DropoutForward(DropoutMask mask, Packing? packing, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    internal override void DropoutBackward(DropoutMask mask, Packing? packing, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    internal override void SgdStep(SgdNumbers numbers, Tensor gradient, Tensor velocity, Tensor value)
    {
    }

    /// <inheritdoc/>
    internal override void RmsPropStep(RmsPropNumbers numbers, Tensor gradient, Tensor square, Tensor value)
    {
    }

    /// <inheritdoc/>
    internal override void AdamStep(AdamNumbers numbers, Tensor gradient, Tensor mean, Tensor square, Tensor value)
    {
    }

    /// <inheritdoc/>
    public override float SumOfSquares(Tensor values) => 0;

    /// <inheritdoc/>
    public override void ScaleInPlace(float factor, Tensor values)
    {
    }

    /// <inheritdoc/>
    public override void ClampInPlace(float limit, Tensor values)
    {
    }

    /// <inheritdoc/>
    public override void ColumnsForward(Tensor x, int xFrom, Tensor y, int yFrom, int count)
    {
    }

    /// <inheritdoc/>
    public override void ColumnsBackward(Tensor dy, int yFrom, Tensor dx, int xFrom, int count)
    {
    }

    /// <inheritdoc/>
    internal override void RowsForward(RowChoice choice, Packing packing, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    internal override void RowsBackward(RowChoice choice, Packing packing, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    public override void PoolingForward(bool largest, Packing packing, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void PoolingBackward(bool largest, Packing packing, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    public override void GatherForward(ReadOnlySpan<int> rows, Tensor x, Tensor y)
    {
    }

    /// <inheritdoc/>
    public override void GatherBackward(ReadOnlySpan<int> rows, Tensor dy, Tensor dx)
    {
    }

    /// <inheritdoc/>
    public override void Clear(Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination)
    {
    }
}
