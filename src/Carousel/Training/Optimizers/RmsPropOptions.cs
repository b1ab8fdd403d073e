using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>RMSprop: gradients divided by a running root mean square.</summary>
/// <remarks>s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε). Hinton 2012, lecture 6e.</remarks>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>ρ: how much of the running mean of squares is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Decay { get; init => field = Settings.Share(value); } = 0.9;

    /// <summary>ε, outside the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Epsilon { get; init => field = Settings.Positive(value); } = 1e-8;

    /// <inheritdoc/>
    public override Optimizer Create(Backend backend, IReadOnlyList<Parameter> parameters) =>
        new RmsProp(this, backend, parameters);

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
        [Settings.Of("optimiser", "rmsprop"), Settings.Of("decay", Decay), Settings.Of("epsilon", Epsilon)];

    private sealed class RmsProp(RmsPropOptions options, Backend backend, IReadOnlyList<Parameter> parameters)
        : Optimizer(backend, parameters, "square")
    {
        protected override void Update(in Memory memory, double rate) =>
            Backend.RmsPropStep(
                new RmsPropKernel((float)rate, (float)options.Decay, (float)options.Epsilon),
                memory.Parameter.Gradient, memory.First, memory.Parameter.Value);
    }
}
