using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>Ridge regression on means and slopes.</summary>
/// <param name="weights">One for each statistic, then the offset.</param>
internal sealed class RidgeLife(float[] weights) : LifeRegressor
{
    /// <inheritdoc/>
    public override double Tell(ReadOnlySpan<float> statistics) => LifeRegression.Tell(weights, statistics);

    /// <inheritdoc/>
    public override StoredTensor ToTensor(string name) => new(name, new Shape(1, weights.Length), weights);

    /// <summary>What <see cref="ToTensor"/> stored; null where the tensor does not fit.</summary>
    public static RidgeLife? Of(StoredTensor tensor, int statistics) =>
        tensor.Values.Length == statistics + 1 ? new RidgeLife(tensor.Values.ToArray()) : null;
}
