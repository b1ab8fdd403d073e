using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Which loss.</summary>
internal enum LossKind
{
    /// <summary>(p − t)².</summary>
    Squared,

    /// <summary>|p − t|.</summary>
    Absolute,

    /// <summary>Squared near 0, absolute beyond δ.</summary>
    Huber,

    /// <summary>The pinball loss, the mean over several levels.</summary>
    Quantile,

    /// <summary>Negative log-likelihood of a Student t distribution.</summary>
    StudentT,

    /// <summary>Cross-entropy of a yes or no, from a logit.</summary>
    BinaryCrossEntropy,

    /// <summary>Cross-entropy of one class among C, from logits.</summary>
    CrossEntropy,

    /// <summary>
    /// Negative log-likelihood of a pen's offset under a mixture of bivariate normal distributions, and of its lift.
    /// </summary>
    MixtureDensity,
}

/// <summary>A loss with its parameters, as the backend receives it. Immutable, made once.</summary>
internal sealed class LossFunction
{
    private readonly float[] _levels;

    /// <summary>A loss with its numbers.</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="number">δ of the Huber loss; the label smoothing of the cross-entropies, 0 … 1; the least deviation
    /// of the mixture density.</param>
    /// <param name="levels">Levels of the quantiles, each between 0 and 1; none for other losses.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public LossFunction(LossKind kind, float number = 0, params ReadOnlySpan<float> levels)
    {
        bool smoothing = kind is LossKind.BinaryCrossEntropy or LossKind.CrossEntropy;
        if ((kind is LossKind.Huber or LossKind.MixtureDensity && !(number > 0))
            || (smoothing && number is not (>= 0 and < 1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(number), number,
                smoothing ? "label smoothing must be 0 or more and below 1."
                    : kind == LossKind.Huber ? "delta must be above 0."
                    : "the least deviation must be above 0.");
        }

        foreach (float level in levels)
        {
            if (level is not (> 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(levels), level, "A quantile level must be between 0 and 1.");
            }
        }

        if (kind == LossKind.Quantile == levels.IsEmpty)
        {
            throw new ArgumentOutOfRangeException(
                nameof(levels), "The quantile loss needs at least one level; other losses take none.");
        }

        (Kind, Number, _levels) = (kind, number, levels.ToArray());
    }

    /// <summary>Which loss.</summary>
    public LossKind Kind { get; }

    /// <summary>
    /// δ of the Huber loss; the label smoothing of the cross-entropies; the least deviation of the mixture density.
    /// </summary>
    public float Number { get; }

    /// <summary>Levels of the quantiles.</summary>
    public ReadOnlySpan<float> Levels => _levels;

    /// <summary>
    /// P: predictions for each target, side by side; 0 for the cross-entropy over classes and the mixture density,
    /// where a row of any length is one prediction.
    /// </summary>
    public int Parameters => Kind switch
    {
        LossKind.Quantile => _levels.Length,
        LossKind.StudentT => 3,
        LossKind.CrossEntropy or LossKind.MixtureDensity => 0,
        _ => 1,
    };

    /// <summary>
    /// Values that Forward keeps for Backward: weights, planes of parameters or sums, a place to work, and the sum of
    /// the weights.
    /// </summary>
    /// <param name="targets">M: how many targets.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No tensor is as long.</exception>
    public int SavedLength(int targets) => BufferLength.Of(Kind switch
    {
        LossKind.MixtureDensity => 2L * (targets / 3),
        LossKind.Quantile or LossKind.CrossEntropy => 3L * targets,
        _ => (Parameters + 2L) * targets,
    } + 1);

    /// <summary>How many targets there are for predictions of a shape.</summary>
    /// <param name="predictions">[N, K].</param>
    /// <returns>[N, K / P]; [N, 1] for the cross-entropy over classes, [N, 3] for the mixture density.</returns>
    /// <exception cref="ArgumentException">K is not a multiple of P, or for the mixture density not one more than a
    /// multiple of 6.</exception>
    public Shape TargetShape(Shape predictions)
    {
        if (Kind == LossKind.MixtureDensity)
        {
            return predictions[1] > 6 && predictions[1] % 6 == 1
                ? new Shape(predictions[0], 3)
                : throw new ArgumentException(
                    $"The {Kind} loss takes 6 predictions for each component and one more, but a row "
                    + $"has {predictions[1]}.", nameof(predictions));
        }

        int columns = Parameters == 0 ? 1 : predictions[1] / Parameters;
        return Parameters == 0 || columns * Parameters == predictions[1]
            ? new Shape(predictions[0], columns)
            : throw new ArgumentException(
                $"The {Kind} loss takes {Parameters} predictions for each target, but a row has {predictions[1]}.",
                nameof(predictions));
    }
}
