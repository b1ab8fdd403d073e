using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// Loss to minimise: the weighted mean of a loss over targets. A target that is NaN is missing and has no
/// loss.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md. Immutable; one object serves any number of tapes.</remarks>
public sealed class Loss
{
    private Loss(LossFunction function) => Function = function;

    /// <summary>(p − t)². Predictions [N, D], targets [N, D].</summary>
    public static Loss Squared { get; } = new(new LossFunction(LossKind.Squared));

    /// <summary>|p − t|. Predictions [N, D], targets [N, D].</summary>
    public static Loss Absolute { get; } = new(new LossFunction(LossKind.Absolute));

    /// <summary>
    /// Negative log-likelihood of a Student t distribution. Predictions [N, 3·D], for each target its place, its scale
    /// by
    /// <see cref="Likelihood.Positive(float)"/> and its degrees of freedom by <see cref="Likelihood.Freedom(float)"/>;
    /// targets [N, D].
    /// </summary>
    public static Loss StudentT { get; } = new(new LossFunction(LossKind.StudentT));

    /// <summary>The loss as the backend receives it.</summary>
    internal LossFunction Function { get; }

    /// <summary>½(p − t)² up to δ, δ·(|p − t| − δ/2) beyond. Predictions [N, D], targets [N, D].</summary>
    /// <param name="delta">δ, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">δ is not above 0.</exception>
    public static Loss Huber(float delta = 1) => new(new LossFunction(LossKind.Huber, delta));

    /// <summary>
    /// The pinball loss, the mean over the levels. Predictions [N, D·L], for each target its L quantiles; targets [N,
    /// D].
    /// </summary>
    /// <param name="levels">[L], each between 0 and 1.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The levels are empty, or one is not between 0 and 1.</exception>
    public static Loss Quantile(params ReadOnlySpan<float> levels) =>
        new(new LossFunction(LossKind.Quantile, 0, levels));

    /// <summary>Cross-entropy of a yes (1) or no (0). Predictions [N, D] are logits; targets [N, D].</summary>
    /// <param name="labelSmoothing">Draws targets this far towards ½: 0 or more and below 1.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is out of range.</exception>
    public static Loss BinaryCrossEntropy(float labelSmoothing = 0) =>
        new(new LossFunction(LossKind.BinaryCrossEntropy, labelSmoothing));

    /// <summary>
    /// Cross-entropy of one class among C. Predictions [N, C] are logits; targets [N, 1] are whole numbers 0 … C − 1.
    /// </summary>
    /// <param name="labelSmoothing">The share of each target that is spread evenly over all classes: 0 or more and
    /// below 1.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is out of range.</exception>
    public static Loss CrossEntropy(float labelSmoothing = 0) =>
        new(new LossFunction(LossKind.CrossEntropy, labelSmoothing));

    /// <summary>
    /// Negative log-likelihood of a pen's next offset under M bivariate normal distributions, and of its lift (Graves
    /// 2013). Predictions [N, 6·M + 1]: the logit of the lift, then M values each of the logits of
    /// the weights, the means of x, of y, what <see cref="Likelihood.Spread"/> makes the deviations of x, of y, and
    /// <see cref="Likelihood.Correlation"/> the correlations; targets [N, 3] are x, y, lift.
    /// </summary>
    /// <param name="floor">The least deviation, above 0: points on a line must not drive the likelihood to
    /// infinity.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The floor is not above 0.</exception>
    public static Loss MixtureDensity(float floor = 0.01f) => new(new LossFunction(LossKind.MixtureDensity, floor));

    /// <summary>The mean loss.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="predictions">[N, K].</param>
    /// <param name="targets">As many targets as the predictions are for; NaN is missing.</param>
    /// <param name="weights">[N] one a row, or one a target; <c>default</c> for equal weights. A weight of 0
    /// masks.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public Variable Apply(Tape tape, Variable predictions, Tensor targets, Tensor weights = default) =>
        LossOp.Apply(tape, Function, predictions, targets, weights, out _);

    /// <inheritdoc cref="Apply(Tape, Variable, Tensor, Tensor)"/>
    /// <param name="tape">Records it.</param>
    /// <param name="predictions">[N, K].</param>
    /// <param name="targets">As many targets as the predictions are for; NaN is missing.</param>
    public Variable Apply(Tape tape, Variable predictions, SequenceBatch targets)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return Apply(tape, predictions, tape.Input(targets).Value);
    }

    /// <summary>The mean loss with the sum of the weights it is over, as a trainer wants it.</summary>
    /// <inheritdoc cref="Apply(Tape, Variable, Tensor, Tensor)"/>
    /// <param name="tape">Records it.</param>
    /// <param name="predictions">[N, K].</param>
    /// <param name="targets">As many targets as the predictions are for; NaN is missing.</param>
    /// <param name="weights">[N] one a row, or one a target; <c>default</c> for equal weights. A weight of 0
    /// masks.</param>
    /// <param name="finalState">State to carry to the next batch, or <c>default</c>.</param>
    public BatchLoss ApplyToBatch(
        Tape tape, Variable predictions, Tensor targets, Tensor weights = default, Variable finalState = default)
    {
        Variable mean = LossOp.Apply(tape, Function, predictions, targets, weights, out Tensor weight);
        Span<float> sum = stackalloc float[1];
        weight.Read(sum);
        return new BatchLoss(mean, sum[0], finalState);
    }
}
