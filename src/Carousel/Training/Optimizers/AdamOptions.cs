using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Adam; with weight decay it is AdamW.</summary>
/// <remarks>
/// Kingma and Ba 2015, algorithm 1. The decay (Loshchilov and Hutter 2019) shrinks matrices by learning rate times
/// decay in each step and does not change biases
/// and gains.
/// </remarks>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>β₁: how much of the running mean is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta1 { get; init => field = Settings.Share(value); } = 0.9;

    /// <summary>β₂: how much of the running mean of squares is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta2 { get; init => field = Settings.Share(value); } = 0.999;

    /// <summary>ε, added to the corrected root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Epsilon { get; init => field = Settings.Positive(value); } = 1e-8;

    /// <summary>λ: share of a matrix that a step at learning rate 1 would take away; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double WeightDecay { get; init => field = Settings.ZeroOrMore(value); }

    /// <inheritdoc/>
    public override Optimizer Create(Backend backend, IReadOnlyList<Parameter> parameters) =>
        new Adam(this, backend, parameters);

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("optimiser", "adam"), Settings.Of("beta1", Beta1), Settings.Of("beta2", Beta2),
        Settings.Of("epsilon", Epsilon), Settings.Of("weight_decay", WeightDecay),
    ];

    private sealed class Adam(AdamOptions options, Backend backend, IReadOnlyList<Parameter> parameters)
        : Optimizer(backend, parameters, "mean", "square")
    {
        private AdamKernel _numbers;

        protected override void Prepare() => _numbers = new AdamKernel(
            Rate: 0,
            (float)options.Beta1,
            (float)options.Beta2,
            (float)options.Epsilon,
            (float)(1 / (1 - ScalarMath.Power(options.Beta1, Steps))),
            (float)(1 / (1 - ScalarMath.Power(options.Beta2, Steps))),
            Keep: 1);

        protected override void Update(in Memory memory, double rate)
        {
            double keep = memory.Parameter.Decays ? 1 - (rate * options.WeightDecay) : 1;
            Backend.AdamStep(
                _numbers with { Rate = (float)rate, Keep = (float)keep },
                memory.Parameter.Gradient, memory.First, memory.Second, memory.Parameter.Value);
        }
    }
}
